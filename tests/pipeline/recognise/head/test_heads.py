"""Titles, bylines and datelines on whole small pages. The cases stand in titles, bylines and datelines.toml."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from cleancopy.pipeline.recognise.head.dateline import dateline
from cleancopy.pipeline.recognise.head.line_counts import marks_of
from cleancopy.pipeline.recognise.head.page_title import title_of
from tests.pipeline.metadata.pages import BODY, first, page, read

HERE = Path(__file__).parent
BYLINES = tomllib.loads((HERE / "bylines.toml").read_text("utf-8"))["cases"]
TITLES = tomllib.loads((HERE / "titles.toml").read_text("utf-8"))
DATELINES = tomllib.loads((HERE / "datelines.toml").read_text("utf-8"))["cases"]
HEADLINE = "Harbour bridge to close for repairs"


@pytest.mark.parametrize(("language", "line", "authors", "agency", "why"), BYLINES, ids=[case[1] for case in BYLINES])
def test_a_byline_names_persons_and_agencies_apart(language, line, authors, agency, why):
    found = first(
        read(page(HEADLINE, *line.split("|")) if " | " not in line else page(HEADLINE, line), language=language)
    )
    assert found["authors"] == authors, why
    assert (found["agency"] or "") == agency, why


@pytest.mark.parametrize(("lines", "title", "publisher", "why"), TITLES["cases"], ids=[c[0] for c in TITLES["cases"]])
def test_the_headline_is_told_from_what_surrounds_it(lines, title, publisher, why):
    found = first(read(page(*(line.replace("¦", "|") for line in lines.split("|")))))
    assert found["title"] == title, why
    assert (found["publisher"] or "") == publisher, why


@pytest.mark.parametrize(("lines", "title", "why"), TITLES["among"], ids=[case[2] for case in TITLES["among"]])
def test_the_headline_is_found_among_lines_that_are_none(lines, title, why):
    assert first(read(page(*lines.split("|"))))["title"] == title, why


@pytest.mark.parametrize(("text", "site", "title", "part", "why"), TITLES["page_titles"])
def test_a_page_title_is_split_at_the_site_s_name(text, site, title, part, why):
    assert title_of(text, True, site or None) == (title, part or None), why
    assert title_of(text, False, site or None) == (text, None), "only a page's first line is split"


@pytest.mark.parametrize(("language", "text", "place", "agency", "why"), DATELINES, ids=[c[1] for c in DATELINES])
def test_a_dateline_gives_place_and_agency_and_stays_in_the_body(language, text, place, agency, why):
    batch = read("\n\n".join([HEADLINE, text + " " + BODY[0], *BODY[1:]]), language=language)
    found = first(batch)
    assert ((found["place"] or ""), (found["agency"] or "")) == (place, agency), why
    body = next(row for row in batch.lines.to_pylist() if row["text"].startswith(text))
    assert not [vote for vote in batch.votes.to_pylist() if vote["line"] == body["line_no"] - 1]


@pytest.mark.parametrize(
    ("language", "lead", "authors"),
    [
        ("zh", "新华社北京5月3日电（记者 周海燕 吴强）", ["周海燕", "吴强"]),
        ("zh", "新华社北京5月3日电 ", []),
        ("zh", "本报讯（记者 周海燕）", ["周海燕"]),
        ("zh", "港城日报讯（实习编辑 周海燕）", []),
        ("zh", "（中央社記者周海燕台北3日電）", ["周海燕"]),
        ("zh", "（中央社記者周海燕紐約市區3日電）", []),  # who knows where the name ends?
        ("ko", "(서울=연합뉴스) 정민아 기자 = ", ["정민아"]),
        ("ko", "(서울=연합뉴스) 정민아 씨는 ", []),
    ],
)
def test_the_reporters_that_a_dateline_names_are_the_authors(language, lead, authors):
    prose = {
        "zh": "市议会星期二决定关闭港口大桥，维修需要十八个月，公共汽车仍可使用一条车道。",
        "ko": "시의회는 화요일 항구 다리를 십팔 개월 동안 닫기로 했다고 밝혔다.",
    }[language]
    text = "\n\n".join(
        ["港口大桥将关闭维修" if language == "zh" else "항구 다리 보수 공사", lead + prose, prose, prose + prose]
    )
    assert first(read(text, language=language))["authors"] == authors


def test_a_line_with_a_reporter_of_korea_is_no_headline_and_a_headline_about_reporters_is():
    assert first(read(page(HEADLINE, "정민아 기자", "2021-05-03")))["title"] == HEADLINE
    title = "기자 회견 연기한 시의회, 다음 주 다시 열기로"
    assert first(read(page(title, "2021-05-03")))["title"] == title


@pytest.mark.parametrize(
    "text", ["The council met on Tuesday.", "", "12 - 13", "(see page 4) - The council", "— The council"]
)
def test_prose_has_no_dateline(text):
    assert dateline(text) == []


def test_the_first_sentence_of_a_page_without_a_title_is_no_title():
    batch = read("\n\n".join(BODY))
    assert first(batch)["title"] is None
    assert not [vote for vote in batch.votes.to_pylist() if vote["role"] == "title"]


def test_a_title_of_twenty_thousand_characters_is_none():
    assert first(read(page("bridge " * 2857)))["title"] is None


def test_a_headline_that_stands_again_is_voted_a_repeat_and_warned_of():
    batch = read(page(HEADLINE, "May 3, 2021", HEADLINE))
    assert [vote["role"] for vote in batch.votes.to_pylist() if vote["line"] == 4] == ["title_repeat"]
    assert "duplicate_title_line" in batch.warnings["code"].to_pylist()


def test_a_bar_gives_agency_place_and_both_stamps():
    found = first(read(page(HEADLINE, "PTI | Bergen | Updated: 17-08-2016 21:40 UTC | Created: 16-08-2016 20:00 UTC")))
    assert (found["agency"], found["place"]) == ("PTI", "Bergen")
    assert [entry["role"] for entry in found["dates"]] == ["updated", "created"]


def test_the_summary_before_the_byline_is_the_standfirst():
    summary = "Repairs will take eighteen months, and buses keep one lane."
    found = first(read(page(HEADLINE, summary, "By Clara Winfield")))
    assert found["standfirst"] == summary


def test_a_summary_that_takes_up_the_headline_s_words_is_a_standfirst_and_a_second_headline_is_not():
    summary = (
        "The harbour bridge is to close for repairs for eighteen months from the first of March, the council decided, "
        "but buses keep one lane."
    )
    assert first(read(page(HEADLINE, summary, "By Clara Winfield")))["standfirst"] == summary
    assert (
        first(read(page(HEADLINE, "Harbour bridge closes for long repairs", "By Clara Winfield")))["standfirst"] is None
    )


def test_a_newsroom_s_name_under_the_title_is_the_publisher_and_no_author():
    found = first(read(page(HEADLINE, "QUAY NEWS")))
    assert (found["publisher"], found["authors"]) == ("QUAY NEWS", [])


def test_a_name_that_signs_a_letter_amid_the_body_is_no_author_and_one_below_the_headline_is():
    letters = "\n\n".join([HEADLINE, *BODY[:2], "Clara Winfield, Oslo", *BODY[2:], BODY[0]])
    assert first(read(letters))["authors"] == []
    assert first(read(page(HEADLINE, "Clara Winfield, Oslo")))["authors"] == ["Clara Winfield"]


def test_an_empty_batch_and_an_empty_document_have_no_metadata():
    assert first(read(""))["title"] is None
    assert read().docs.num_rows == 0


PIECES = [
    "By ", "Von ", " | ", "2021-02-30", "٣", "年", "令和元年1月1日", "\u200b", "•", "  ", " - ", "Updated ", "12:61",
    "2 hours ago", "(dpa) - ", "A", "é", "。", "?", "..", "\t", "\u0301", "文/", "9999", "(", "MOSCOW, ", "Jan",
    "x" * 300,     "00-00-0000", "Z", "May 3, 2021 25:99 PM +99:99",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_nonsense_never_raises_and_reads_the_same_alone_and_in_company(seed):
    dice = random.Random(seed)
    pages = [
        "\n".join("".join(dice.choices(PIECES, k=dice.randint(0, 7))) for _ in range(dice.randint(0, 9)))
        for _ in range(3)
    ]
    together = read(*pages)
    for at, text in enumerate(pages):
        alone = read(text)
        for name in ("title", "authors", "agency", "place", "published_on", "dates", "publisher", "standfirst"):
            assert together.docs[name][at] == alone.docs[name][0], (name, text)
    texts = {(row["doc"], row["line_no"]): row["text"] for row in together.lines.to_pylist()}
    assert all(row["raw"] in texts[row["doc"], row["line"]] for row in together.provenance.to_pylist())


def test_the_marks_of_a_line_say_nothing_of_the_line_behind_it():
    lines = ["Bridge closed -", "Stop.", "", "a", " Next one", "- x", "b "]
    alone = [marks_of(pa.array([line])) for line in lines]
    together = marks_of(pa.array(lines))
    for at, line in enumerate(alone):
        for name in ("chars", "first", "last", "small_words", "sentences", "splits"):
            assert getattr(together, name)[at] == getattr(line, name)[0], (lines[at], name)


@pytest.mark.parametrize("line", ["2021-05-07 10:00 2021-05-03 09:00", "2021-05-03 09:00 2021-05-07 10:00"])
def test_of_two_days_side_by_side_the_earlier_is_when_a_story_was_published(line):
    assert str(first(read(page(HEADLINE, line)))["published_on"]) == "2021-05-03"


def test_a_long_line_of_a_script_without_blanks_is_no_headline_once_the_body_has_begun():
    headline = "สะพานท่าเรือปิดซ่อมสามสัปดาห์"
    prose = "เจ้าหน้าที่ของเมืองแจ้งว่าสะพานท่าเรือจะปิดซ่อมเป็นเวลาสามสัปดาห์เพราะพบรอยร้าวที่เสาสองต้นเมื่อเดือนที่แล้ว"
    more = "ผู้โดยสารควรใช้เรือข้ามฟากซึ่งจะออกจากท่าทุกสิบนาทีตั้งแต่เช้าจนถึงค่ำโดยไม่คิดค่าโดยสารตลอดช่วงที่ปิดสะพาน"
    assert first(read("\n\n".join([headline, prose, more])))["title"] == headline
