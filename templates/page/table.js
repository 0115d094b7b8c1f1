"use strict";
(function () {
  var table = document.getElementById("rating");
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var form = document.getElementById("tools");
  var state = document.getElementById("state");
  var words = new Intl.Collator("ru", { numeric: true, sensitivity: "base" });
  var order = { column: 0, up: true };

  function plain(text) {
    return text.toLowerCase().replace(/ё/g, "е").replace(/\s+/g, " ").trim();
  }
  rows.forEach(function (row) { row.words = plain(row.cells[2].textContent); });

  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
  }
  function compare(left, right) {
    var a = key(left, order.column), b = key(right, order.column);
    // What has no value stands last in either direction.
    if (a !== a || b !== b) { return (a !== a) - (b !== b); }
    var found = typeof a === "number" ? a - b : words.compare(a, b);
    return order.up ? found : -found;
  }
  function sort() {
    rows.slice().sort(compare).forEach(function (row) { body.appendChild(row); });
    heads.forEach(function (head, column) {
      if (column === order.column) {
        head.setAttribute("aria-sort", order.up ? "ascending" : "descending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    form.elements.order.value = order.column + (order.up ? "+" : "-");
    tell();
  }
  function filter() {
    var name = plain(form.elements.name.value);
    var category = form.elements.category.value;
    var level = form.elements.level.value;
    rows.forEach(function (row) {
      row.hidden = !((!name || row.words.indexOf(name) >= 0)
        && (!category || row.dataset.category === category)
        && (!level || row.dataset.level === level));
    });
    tell();
  }
  function tell() {
    var shown = rows.filter(function (row) { return !row.hidden; }).length;
    var chosen = form.elements.order.selectedOptions[0];
    state.textContent = "Показано участников: " + shown + " из " + rows.length
      + (chosen ? ". Порядок: " + chosen.textContent.toLowerCase() + "." : ".");
  }

  heads.forEach(function (head, column) {
    if (!head.dataset.sort) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.title = "Упорядочить по столбцу";
    button.textContent = head.textContent;
    button.addEventListener("click", function () {
      var first = head.dataset.sort === "+";
      order = { column: column, up: order.column === column ? !order.up : first };
      sort();
    });
    // Browsers leave buttons out of a head that is repeated on the next sheet of paper.
    var paper = document.createElement("span");
    paper.className = "paper";
    paper.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    head.appendChild(paper);
  });
  form.elements.order.addEventListener("change", function () {
    order = { column: parseInt(this.value, 10), up: this.value.slice(-1) === "+" };
    sort();
  });
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("all").addEventListener("click", function () {
    form.reset();
    order = { column: 0, up: true };
    filter();
    sort();
  });
  form.hidden = false;
  sort();
}());
