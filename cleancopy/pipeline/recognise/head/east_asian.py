"""Bylines of China, Japan and Korea: no blanks set names apart, and only what is around a name proves it.

A Chinese name is a family name and one or two characters more after a label (`记者 王晓明`, `文／徐展煜`); a Japanese
one two to six characters after a label or in brackets before a newspaper (`[後藤大輔，タルン新聞]`); a Korean one a
family name and its characters before what the person is (`홍길동 기자`). All else, however short, is no name.
"""

from __future__ import annotations

import re
from functools import cache

from cleancopy.pipeline.lore.data import data_of

Span = tuple[int, int]
LONGEST = 160
"""Characters of the longest line in which a name is looked for."""
SCREEN = (
    r"记者|記者|作者|通[讯訊]员|撰[文稿]|采写|[編论論][集説]委員|[编編][译譯]|[著筆]者|執筆|取材|ライター|寄稿|文\s*[/／:：・|=＝\s]"
    r"|(?:新聞|通信|支局|ニュース)[\]】］)）　 ]|기자|특파원|논설위원|칼럼니스트|에디터|리포터"
)
"""Necessary for `names_in`."""
KOREAN_LONGEST = 80
"""The same in Korean, where a longer line that ends in a reporter's name is a picture's caption."""
HAN = r"[\u3400-\u9fff々]"
KANA = r"[\u3041-\u30fa\u30fc]"
COLON = r"\s*[:：／/・|丨=＝\s]\s*"
PAPER = rf"(?:(?![据據]){HAN}{{1,7}}?[報报網网刊社台])?"
"""The paper that a reporter works for, right before the label."""
CHINESE_LABEL = r"(?:[特实實][约約习習派])?(?:记者|記者|通讯员|通訊員|作者|撰文|撰稿|采写|編譯|编译)"
JAPANESE_LABEL = r"(?:著者|筆者|執筆者?|取材|記者|(?:編集|論説)委員|ライター|寄稿|文)"
JAPANESE_COLON = (
    rf"(?:(?:取材|執筆|写真|撮影)[・、／/]文|文[・、／/](?:写真|撮影)|執筆\s*[:：]\s*ライター){COLON}"
    rf"|(?:編集|論説)委員[ 　]|{JAPANESE_LABEL}\s*[:：／/・|丨=＝]\s*"
)
"""A Japanese label, or two of them, and the mark after it; without a mark `文` begins other words."""
CREDITED = r"(?:报道|報道|报导|報導|撰写|撰文|整理|编译|編譯|文)"
FILED = re.compile(rf"\s?[／/]\s?{HAN}{{2,4}}{CREDITED}")
"""Behind a name the place that the report was filed from (`記者林佳慧／台北報導`)."""
NO_NAMES = re.compile(
    r"编辑|編集|編輯|记者|記者|新闻|新聞|日报|日報|时报|時報|晚报|来源|來源|时间|時間|日期|发布|發布|责任|責任|评论|評論|字[体體号號]|打印|列印|阅读|閱讀|点击|浏览"
    r"|关键|佚名|匿名|综合|綜合|本站|未知|网友|網友|转载|轉載|原创|通讯|通信|图片|圖片|中心|公司|委员|部门|政府|官方|公众|热点|首页|更多|提供|資料|更新|一覧|摄影|攝影|撮影|写真"
    r"|[网網报報社台局部課班会氏県省]$"
)
"""What is after a label of an author and is a desk, a paper or the next label."""


@cache
def _families() -> dict[str, str]:
    """For Chinese and Korean the pattern of a family name."""
    table = data_of(__package__, "family_names.toml")
    return {
        name: rf"(?:{'|'.join(table[name + '_double'].split())}|[{''.join(table[name].split())}])"
        for name in ("chinese", "korean")
    }


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A label, a Chinese and a Japanese name at one place, a name before a newspaper, a Korean name before its role."""
    chinese, korean = _families()["chinese"], _families()["korean"]
    japanese = (
        rf"(?:{HAN}{{1,4}}[ 　]?{KANA}{{1,5}}|{HAN}{{1,3}}[ 　]{HAN}{{1,3}}|{HAN}{{3,6}}"
        r"|[ァ-ヺー]+(?:[・＝=][ァ-ヺー]+)+)"
    )
    return (
        re.compile(rf"(?<!{HAN})(?:{PAPER}{CHINESE_LABEL}|{JAPANESE_LABEL}{COLON})"),
        re.compile(
            rf"{chinese}{HAN}{{1,2}}(?=$|[^\u3400-\u9fff:：]|{HAN}{{0,4}}{CREDITED})(?!\s?[摄攝](?!影?\s*[/／:：|]))"
        ),
        re.compile(rf"{japanese}(?=$|[^\u3041-\u30fa\u3400-\u9fff:：])"),
        re.compile(
            rf"^[\[【［(（](?:(?P<name>{HAN}{{3,6}})[，,、／/・][^\]】］)）]{{1,16}}(?:新聞|通信|支局|ニュース)"
            rf"|[^\]】］)）]{{1,16}}(?:新聞|通信|支局|ニュース)[ 　／/・](?P<after>{HAN}{{3,6}}))[\]】］)）]"
        ),
        re.compile(
            rf"(?<![가-힣])(?P<names>(?:{korean}[가-힣]{{1,3}}\s?[·,]\s?)*{korean}[가-힣]{{1,3}}?)\s?(?:선임|인턴|전문|객원|사진|수습|대)?\s?"
            r"(?:기자|특파원|논설위원|칼럼니스트|에디터|리포터)\s*(?=$|[=\]\)|·,/]|[\w.]+@|\d)"
        ),
    )


def names_in(text: str) -> list[Span]:
    """The names of authors that a line gives in a script of East Asia: (start, end) of each."""
    if len(text) > LONGEST:
        return []
    label, chinese, japanese, bracket, korean = _patterns()
    colon = re.compile(JAPANESE_COLON)
    if "가" <= max(text) <= "힣":
        return [] if len(text) > KOREAN_LONGEST else [
            name.span() for match in korean.finditer(text)
            for name in re.compile("[가-힣]{2,}").finditer(text, *match.span("names"))
        ]  # fmt: skip
    if match := bracket.match(text.lstrip()):
        name = match["name"] or match["after"]
        at = text.index(name)
        return [] if NO_NAMES.search(name) else [(at, at + len(name))]
    for match in label.finditer(text):
        found = _listed(text, _past_labels(text, match.end()), chinese)
        if not found and (behind := colon.match(text, match.start())):
            found = _listed(text, behind.end(), japanese)
        if found:
            return found
    return []


def _past_labels(text: str, at: int) -> int:
    """Where a name may begin: after marks, and after a second label (`文／記者徐展煜`)."""
    while (
        mark := re.compile(rf"[\s:：／/・|丨=＝]+|{PAPER}{CHINESE_LABEL}|文(?=[\s:：=＝])").match(text, at)
    ) and mark.end() > at:
        at = mark.end()
    return at


def _listed(text: str, at: int, name: re.Pattern[str]) -> list[Span]:
    """The names of a list from one place on."""
    found: list[Span] = []
    while match := name.match(text, at):
        if NO_NAMES.search(match.group()):
            break
        found.append(match.span())
        mark = re.compile(rf"[\s、，,／/；;和與与及&・·]{{1,3}}(?:{CHINESE_LABEL}\s?)?").match(text, match.end())
        if mark is None or FILED.match(text, mark.start()):
            break
        at = mark.end()
    return found


def is_east_asian(text: str) -> bool:
    """Whether characters are written in a script of East Asia, which puts no blanks between words."""
    return not text.isascii() and any("\u3041" <= letter <= "\u9fff" or "가" <= letter <= "힣" for letter in text)
