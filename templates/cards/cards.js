"use strict";
(function () {
  function read(node) { return JSON.parse(node.textContent); }
  var people = read(document.getElementById("listed"));
  var tables = [];
  document.querySelectorAll("script[type='application/json']:not([id])").forEach(function (node) {
    tables.push(read(node));
  });
  tables.sort(function (a, b) { return a.order - b.order; });

  var list = document.getElementById("people");
  var search = document.getElementById("search");
  var found = document.getElementById("found");
  var card = document.getElementById("card");

  function plain(text) {
    return text.toLowerCase().replace(/ё/g, "е").replace(/\s+/g, " ").trim();
  }
  function element(name, text, parent) {
    var made = document.createElement(name);
    // Whatever a participant wrote is text and never markup.
    if (text) { made.textContent = text; }
    if (parent) { parent.appendChild(made); }
    return made;
  }
  people.forEach(function (who) {
    var item = element("li", "", list);
    var link = element("a", who.id + " · " + who.short, item);
    link.href = "#" + encodeURIComponent(who.id);
    element("span", who.state, link);
    who.item = item;
    who.link = link;
    who.words = plain([who.id, who.short, who.name, who.category, who.state].join(" "));
  });

  function filter() {
    var asked = plain(search.value).split(" ");
    var shown = people.filter(function (who) {
      var fits = asked.every(function (word) { return who.words.indexOf(word) >= 0; });
      who.item.hidden = !fits;
      return fits;
    });
    found.textContent = "Показано " + shown.length + " из " + people.length;
    return shown;
  }
  function cell(row, value, head) {
    var made = element("td", typeof value === "string" ? value : "", row);
    // On a phone each cell stands beneath the other, with its head before it.
    if (head) { made.setAttribute("data-head", head); }
    if (typeof value !== "string") {
      var link = element("a", value.t, made);
      link.href = value.h;
    }
  }
  function isEmpty(value) { return value === "" || value === "–"; }
  function draw(table, id, parent) {
    var rows = table.rows.filter(function (row) { return row[table.code] === id; });
    if (!rows.length) { return; }
    // What the card says above, what is empty for this participant, and a hash need no column.
    var columns = table.heads.map(function (_, at) { return at; }).filter(function (at) {
      var head = table.heads[at];
      var needless = head === "Участник" || head === "SHA-256" || at === table.code;
      return !needless && rows.some(function (row) { return !isEmpty(row[at]); });
    });
    if (!columns.length) { return; }
    var section = element("section", "", parent);
    element("h3", table.title, section);
    if (rows.length === 1 && columns.length > 3) { facts(table, rows[0], columns, section); return; }
    // One file for all rows is said once: its column would take the room of the reasons.
    columns = columns.filter(function (at) {
      var first = rows[0][at];
      var same = rows.length > 1 && table.heads[at] === "Файл" && typeof first === "string" &&
        rows.every(function (row) { return row[at] === first || isEmpty(row[at]); });
      if (same) { element("p", "Файл: " + first, section).className = "soft"; }
      return !same;
    });
    var made = element("table", "", section);
    made.className = "rows" + (columns.length > 12 ? " records" : columns.length > 9 ? " wide wider" :
      columns.length > 7 ? " wide" : "");
    var head = element("tr", "", element("thead", "", made));
    columns.forEach(function (at) { element("th", table.heads[at], head).scope = "col"; });
    var body = element("tbody", "", made);
    rows.forEach(function (row) {
      var line = element("tr", "", body);
      columns.forEach(function (at) { cell(line, row[at], table.heads[at]); });
    });
  }
  function facts(table, row, columns, section) {
    var made = element("table", "", section);
    made.className = "facts";
    var body = element("tbody", "", made);
    columns.forEach(function (at) {
      if (isEmpty(row[at])) { return; }
      var line = element("tr", "", body);
      element("th", table.heads[at], line).scope = "row";
      cell(line, row[at]);
    });
  }
  function chosen() {
    var id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (_) { id = ""; }
    return people.find(function (who) { return who.id === id; });
  }
  function show() {
    var who = chosen();
    people.forEach(function (each) { each.link.removeAttribute("aria-current"); });
    if (!who) { return; }
    who.link.setAttribute("aria-current", "true");
    card.textContent = "";
    element("h2", who.id + " · " + who.name, card);
    var draft = who.draft ? " · ПРОЕКТ: результат не утверждён" : "";
    element("p", who.category + " · " + who.state + draft, card).className = "soft";
    tables.forEach(function (table) { draw(table, who.id, card); });
    document.title = who.id + " · " + who.short;
    window.scrollTo(0, 0);
    card.focus({ preventScroll: true });
  }
  search.addEventListener("input", filter);
  search.addEventListener("keydown", function (event) {
    var shown = event.key === "Enter" ? filter() : [];
    if (shown.length) { location.hash = encodeURIComponent(shown[0].id); }
  });
  window.addEventListener("hashchange", show);
  filter();
  show();
})();
