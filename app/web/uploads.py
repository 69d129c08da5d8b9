"""Files that came with a form: each is called by its id in the answers."""

from collections.abc import Callable, Iterator, Mapping

from flask import request
from werkzeug.datastructures import FileStorage

from app.cases.files import FileRefused, NewFile, new_file
from app.errors import EscaladeError, InvalidInput, TooLarge
from app.forms import AnswersRefused, FieldError
from app.forms.errors import error
from app.web.words import error_words
from app.web.workplace import settings

Answers = dict[str, list[str]]


def looked_at(answers: Answers) -> list[NewFile]:
    """The files of a form whose case does not exist yet, called by their ids in the answers from now on.

    Raises :class:`AnswersRefused` for a file that cannot be accepted.
    """
    files: list[NewFile] = []

    def keep(upload: FileStorage) -> str:
        file = new_file(settings(), name=upload.filename, media_type=upload.mimetype, content=upload.read())
        files.append(file)
        return file.id

    name_files(answers, keep)
    return files


def name_files(answers: Answers, keep: Callable[[FileStorage], str]) -> None:
    """Keeps each file of the form and puts its id into the answers. Raises :class:`AnswersRefused`."""
    named: Answers = {}
    for name, upload in _sent():
        try:
            named.setdefault(name, []).append(keep(upload))
        except (FileRefused, TooLarge, InvalidInput) as refused:
            raise AnswersRefused({name: _refusal(refused)}) from refused
        answers[name] = named[name]


def choose_again(answers: Answers, errors: Mapping[str, FieldError]) -> dict[str, FieldError]:
    """Forgets the files of a form that has to be corrected, which no case keeps, and asks for them again."""
    names = {name for name, _ in _sent()}
    for name in names:
        answers.pop(name, None)
    return {name: error("file-again") for name in names} | dict(errors)


def _sent() -> Iterator[tuple[str, FileStorage]]:
    return ((name, upload) for name, upload in request.files.items(multi=True) if upload.filename)


def _refusal(refused: EscaladeError) -> FieldError:
    return error("owner", message=error_words(refused))
