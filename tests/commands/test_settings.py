"""What a user may write into cleancopy.toml and the environment, and what is said when it is wrong."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cleancopy.errors import LexiconError, SettingsError
from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.settings.settings import Settings


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def load(text: str) -> Settings:
    path = Path("cleancopy.toml")
    path.write_text(text, "utf-8")
    return Settings.load(path)


def test_without_a_file_the_defaults_are_in_force():
    settings = Settings.load()
    assert (settings.profile, settings.shard_size, settings.keep) == ("standard", 4000, 3)
    assert (settings.limits.max_file_bytes, settings.limits.max_line_bytes) == (64 * 2**20, 4 * 2**20)
    assert (settings.vanished.max_share, settings.quarantine.max_share) == (0.1, 0.5)
    assert settings.keep_for == timedelta(hours=1)


def test_the_file_in_the_current_folder_is_found_by_itself():
    Path("cleancopy.toml").write_text('profile = "ascii"')
    assert Settings.load().profile == "ascii"


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(monkeypatch):
    monkeypatch.setenv("CLEANCOPY_PROFILE", "preserve")
    monkeypatch.setenv("CLEANCOPY_LIMITS__MAX_LINE_BYTES", "1MiB")
    settings = load('profile = "ascii"\n[limits]\nmax_file_bytes = "2 MiB"\n')
    assert settings.profile == "preserve"
    assert (settings.limits.max_file_bytes, settings.limits.max_line_bytes) == (2 * 2**20, 2**20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("1.5h", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written, meant):
    assert load(f'keep_for = "{written}"').keep_for == meant


WRONG = [
    ('profle = "standard"', ["cleancopy.toml, line 1", "`profle`", "did you mean `profile`?"]),
    ('\n\nprofile = "standrd"', ["line 3", "'standard', 'preserve' or 'ascii'"]),
    ('[sites.a]\ntimzone = "UTC"', ["line 2", "`sites.a.timzone`", "did you mean `timezone`?"]),
    ('[sites.a]\ntimezone = "Asia/Nowhere"', ["line 2", "no IANA time zone"]),
    ('[sites.a.zones]\nIST = "India"', ["line 2", "`sites.a.zones.IST`", "no IANA time zone"]),
    ('[sites.a]\nencoding = "utf-ate"', ["line 2", "no encoding"]),
    ('[sites.a]\nlanguage = "english"', ["line 2", "`sites.a.language`"]),
    ("[limits]\nmax_file_bytes = -1", ["line 2", "`limits.max_file_bytes`"]),
    ("workers = 0", ["line 1", "`workers`", "write 1 or more"]),
    ('keep_for = "1 fortnight"', ["line 1", "a number and a unit"]),
    ("vanished.max_share = 1.5", ["line 1", "write 1.0 or less"]),
    ('site_from = "(unclosed"', ["line 1", "no regular expression"]),
    ('site_from = "^[^/]+"', ["line 1", "a group named site"]),
    ("profile = \nworkers = 1", ["not valid TOML", "line 1"]),
    ('workers = "two"', ["line 1", "write a whole number"]),
    ("keep_for = 3", ["line 1", "a number and a unit"]),
    ('[limits]\nmax_file_bytes = "many"', ["line 2", 'like "64 MiB"']),
    ("[limits]\nmax_file_bytes = true", ["line 2", 'like "64 MiB"']),
    ('as_of = "soon"', ["line 1", "a day like 2025-01-31"]),
    ('[sites.a]\nkeep_all = "maybe"', ["line 2", "write true or false"]),
    ('rules = "ours.toml"', ["line 1", 'write it like ["our-rules.toml"]']),
    ("rules = [3]", ["line 1", "a path in quotes"]),
    ("limits = 5", ["line 1", "like [limits] with its keys below"]),
    ('[sites.a]\nzones = "IST"', ["line 2", 'like { IST = "Asia/Kolkata" }']),
    ("[site.a]\n", ["line 1", "did you mean `sites`?"]),
    ("[sites.a.b]\n", ["line 1", "unknown key `sites.a.b`", "known here are"]),
    ('[[sources]]\npath = "a"\n[[sources]]\nformat = "text"', ["line 3", "lacks the key `path`"]),
    ('[[sources]]\npath = "a"\n[[sources]]\npath = "b"\nformat = "txt"', ["line 5", "known are infer"]),
    ('[[sources]]\npath = "a"\nfields = { ur = "l" }', ["line 3", "write 'url'"]),
    ("[gates]\nchrome_share = 0.5", ["line 2", "`gates.chrome_share` cannot be 0.5", "like { max = 0.5 }"]),
    ("[gates]\nchrome_share = { }", ["line 2", "a least or a greatest value"]),
    ("[sites.a.gates]\nword = { max = 9 }", ["line 2: 'word' is no figure of a run: did you mean words?"]),
    ('max_file_bytes = "1 MiB"', ["line 1", "unknown key `max_file_bytes`; did you mean `limits.max_file_bytes`?"]),
    ('[sites.a]\nmax_file_bytes = "1 MiB"', ["line 2", "unknown key `sites.a.max_file_bytes`; known here are"]),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_is_told_in_one_sentence_that_names_the_line(text, said):
    with pytest.raises(SettingsError) as error:
        load(text)
    message = str(error.value)
    assert "\n" not in message
    for part in said:
        assert part in message


def test_a_settings_file_that_is_a_link_to_nothing_is_told_and_not_passed_over():
    Path("cleancopy.toml").symlink_to("elsewhere.toml")
    with pytest.raises(SettingsError, match=r"no settings file cleancopy\.toml"):
        Settings.load()


@pytest.mark.parametrize(
    ("rule_id", "said"),
    [("share:buttn", "did you mean share:button?"), ("nothing like it", "`cleancopy rules list` shows all")],
)
def test_an_id_in_rules_off_that_no_rule_has_is_refused(rule_id, said):
    with pytest.raises(SettingsError, match=r"sites\.quay\.rules_off.*no such rule") as error:
        load(f'[sites.quay]\nrules_off = ["{rule_id}"]\n').recipe()
    assert said in str(error.value)


def test_a_rule_of_ones_own_can_be_off_for_a_site():
    Path("ours.toml").write_text(OURS)
    load('rules = ["ours.toml"]\n[sites.quay]\nrules_off = ["share:ours"]\n').recipe()


OURS = """
[[rule]]
id = "share:ours"
role = "share"
why = "A line of the test."
strips = ["Pass it along the quay"]
keeps = ["He passed it along the quay."]
match = { line = ["pass it along the quay"] }
"""


def test_a_rule_for_one_site_makes_only_that_sites_rows_stale():
    Path("ours.toml").write_text(OURS)
    everywhere = load('rules = ["ours.toml"]').recipe()
    Path("ours.toml").write_text(OURS + 'where = { sites = ["quay"] }\n')
    there, plain = load('rules = ["ours.toml"]').recipe(), load("").recipe()
    assert everywhere.digest("pier") != plain.digest("pier")
    assert there.digest("quay") != plain.digest("quay")
    assert [there.digest(site) for site in ("pier", None)] == [plain.digest(site) for site in ("pier", None)]


def test_a_comment_in_a_rule_file_makes_no_row_stale():
    Path("ours.toml").write_text(OURS)
    before = load('rules = ["ours.toml"]').recipe().digest("quay")
    Path("ours.toml").write_text("# said better\n" + OURS)
    assert load('rules = ["ours.toml"]').recipe().digest("quay") == before


def test_a_rule_for_one_site_cannot_take_a_shipped_rule_from_all_others():
    Path("ours.toml").write_text(OURS.replace("share:ours", "share:button") + 'where = { sites = ["quay"] }\n')
    with pytest.raises(LexiconError, match="rules_off"):
        load_lexicon(load('rules = ["ours.toml"]').recipe().extra_rules)


def test_a_variable_that_names_no_setting_is_refused(monkeypatch):
    monkeypatch.setenv("CLEANCOPY_PROFLIE", "ascii")
    with pytest.raises(SettingsError, match="did you mean CLEANCOPY_PROFILE"):
        Settings.load()


def test_a_bad_value_in_the_environment_is_told_with_its_variable(monkeypatch):
    monkeypatch.setenv("CLEANCOPY_WORKERS", "many")
    with pytest.raises(SettingsError, match="environment variable CLEANCOPY_WORKERS"):
        Settings.load()


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_settings_file_that_cannot_be_read_is_told(name):
    with pytest.raises(SettingsError, match=r"settings file|cannot be read"):
        Settings.load(Path(name))


def test_rule_files_are_found_beside_the_settings_and_must_be_toml():
    Path("ours.toml").write_text("# no rules yet\n")
    assert "no rules yet" in load('rules = ["ours.toml"]').recipe().extra_rules
    Path("ours.toml").write_text("broken = \n")
    with pytest.raises(SettingsError, match=r"ours\.toml is not valid TOML"):
        load('rules = ["ours.toml"]').recipe()


def test_the_recipe_says_what_the_settings_say_of_a_site():
    recipe = load(
        'as_of = 2025-01-02\n[sites.valleywire]\ntimezone = "Asia/Kolkata"\nrules_off = ["share:button"]\n'
    ).recipe()
    assert recipe.as_of == date(2025, 1, 2)
    assert recipe.site("valleywire").timezone == "Asia/Kolkata"
    assert recipe.site("valleywire").rules_off == ("share:button",)
    assert recipe.site("another").timezone is None


def test_the_digest_follows_what_changes_rows_and_not_how_fast_they_are_made():
    plain = load("").digest()
    assert load("workers = 7\nshard_size = 3\n").digest() == plain
    assert load('profile = "ascii"\n').digest() != plain
    assert load('[sites.a]\nlanguage = "de"\n').digest() != plain


def test_every_setting_has_a_sentence():
    for name, field in Settings.model_fields.items():
        assert field.description, name
