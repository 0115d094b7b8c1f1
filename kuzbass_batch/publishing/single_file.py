"""One new file, whole or not at all; what is there already is never written over."""

from pathlib import Path

from kuzbass_batch.publishing.disk import describe_fault, sync
from kuzbass_batch.publishing.targets import CannotPublish


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, its folder too; CannotPublish if that cannot be."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise CannotPublish(
                f"Файл «{path}» уже есть. Возможно, он заполнен: укажите другую папку."
            )
        try:
            part.write_bytes(data)
            sync(part)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        sync(path.parent)
    except OSError as error:
        raise CannotPublish(f"Не удалось записать «{path}»: {describe_fault(error)}.") from error
