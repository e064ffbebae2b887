"""Whole pages read in the wrong old encoding, and single letters of which ftfy is not sure, are whole again."""

from __future__ import annotations

import pytest

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.repair.remnants import mend_remnants
from tests.batches import batch_of, texts

PAGES = {
    ("cp1251", "latin-1"): (
        "Порт\nСуда снова заходят в старую гавань\n6 мая 2024, 9:30\n"
        "Первое судно вошло в гавань утром во вторник."
    ),
    ("koi8-r", "latin-1"): "Порт\nСуда снова в гавани\nПервое судно вошло в гавань утром во вторник, сообщил порт.",
    ("cp1251", "cp1252"): (
        "«Мы ждали этого дня», — сказал начальник порта и поднял "
        "флаг.\nПервое судно вошло в гавань утром."
    ),
    ("gb18030", "latin-1"): (
        "港口\n船只再次驶入旧港\n第一艘船于星期二早晨驶入港口，港务局说，今年还会有更多的船。"
    ),
    ("big5", "latin-1"): (
        "港口\n船隻再次駛入舊港\n第一艘船於星期二早晨駛入港口，港務局說，今年還會有更多的船。"
    ),
    ("cp932", "latin-1"): (
        "港\n船がふたたび古い港に入る\n最初の船は火曜日の朝に港に入り、今年はさらに増えると港湾局は述べた。"
    ),
    ("cp949", "latin-1"): (
        "항구\n배가 다시 옛 항구로 들어온다\n첫 배는 화요일 아침에 항구로 들어왔다고 항만청이 밝혔다."
    ),
    ("cp1253", "latin-1"): (
        "Λιμάνι\nΤα πλοία μπαίνουν ξανά στο παλιό λιμάνι\nΤο πρώτο "
        "πλοίο μπήκε στο λιμάνι το πρωί της Τρίτης."
    ),
    ("cp1255", "latin-1"): (
        "נמל\nאוניות נכנסות שוב לנמל הישן\nהאונייה הראשונה נכנסה "
        "לנמל בבוקר יום שלישי, כך נמסר."
    ),
    ("cp1256", "latin-1"): (
        "ميناء\nالسفن تدخل الميناء القديم من جديد\nدخلت السفينة "
        "الأولى الميناء صباح يوم الثلاثاء."
    ),
}  # fmt: skip


def read_as(text: str, true: str, wrong: str) -> str:
    """The text in one encoding, read in another."""
    data = text.encode(true)
    return "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in data)


@pytest.mark.parametrize("codecs", PAGES, ids=" as ".join)
def test_a_page_in_an_old_encoding_that_was_read_as_another_is_whole_again(codecs):
    batch = repair(batch_of([read_as(PAGES[codecs], *codecs)]), Recipe())
    assert "\n".join(texts(batch)) == PAGES[codecs]
    assert sum(batch.lines["edit_mojibake"].to_pylist()) > 0


NEAR_MISSES = {
    "French": "À l’été, où l’âme s’éveille, on a « déjà vu » l’île, là-bas, où naît l’écho des êtres oubliés.",
    "Icelandic": "Það er svo kalt úti í dag að þær ætla ekki út fyrr en á þriðjudaginn þegar hlýnar.",
    "Portuguese in capitals": "AS MANHÃS DA NAÇÃO NÃO SÃO VÃS, DIZ A CANÇÃO DOS IRMÃOS “JOÃO E SEBASTIÃO”.",
    "letters of an alphabet": "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ ÐÑÒÓÔÕÖØÙÚÛÜÝÞß",
    "Vietnamese": "Cầu cũ bắc qua sông sẽ đóng từ thứ Hai tuần tới trong ít nhất chín tuần, huyện cho biết.",
    "Russian": PAGES["cp1251", "latin-1"],
    "a line of quotation marks": "“” ‘’ «» „“ …—–•",
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_what_is_right_stays_as_it_is(text):
    batch = repair(batch_of([text]), Recipe())
    assert "\n".join(texts(batch)) == text
    assert batch.warnings.num_rows == batch.reasons.num_rows == 0


def test_a_page_that_no_encoding_explains_is_turned_away_as_broken():
    armenian = "Հին կամուրջը կփակվի երկուշաբթի օրը առնվազն ինը շաբաթով, հայտնել է քաղաքապետարանը այսօր առավոտյան"
    armscii = "".join(_armscii(char) for char in armenian)
    batch = repair(batch_of([f"{armscii}\n{armscii}"]), Recipe())
    assert batch.reasons["code"].to_pylist() == ["mojibake_unrepaired"]


def _armscii(char: str) -> str:
    """A letter in ARMSCII-8, which Python does not know, read as Latin-1."""
    small, capital = ord(char) - ord("ա"), ord(char) - ord("Ա")
    return chr(0xB3 + 2 * small) if 0 <= small < 38 else chr(0xB2 + 2 * capital) if 0 <= capital < 38 else char


REMNANTS = {
    "Bremmer – DrÃ¥ber": "Bremmer – Dråber",
    "the Windowsâ„¢ of the mill": "the Windows™ of the mill",
    "an arrow â†’ to the right": "an arrow → to the right",
    "Ã…ngstrÃ¶m": "Ångström",
    "CANCIÃ“N": "CANCIÓN",
    "GyÅ‘r and MaÅ‚a": "Győr and Mała",
    "Å¡koda": "škoda",
}


@pytest.mark.parametrize(("broken", "meant"), REMNANTS.items(), ids=REMNANTS.values())
def test_a_single_broken_letter_is_mended(broken, meant):
    assert mend_remnants(broken) == meant


@pytest.mark.parametrize(
    "text",
    ["AMANHÃ…", "“MANHÔ", "a maçã’", "IRMû e", "Å’s church", "“Å”", "voilâ”", "châ…", "SÃO", "Ä‘s", "PÂ, 5 €"],
)
def test_a_letter_that_only_has_a_mark_behind_it_stays(text):
    assert mend_remnants(text) == text
