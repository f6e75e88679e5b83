"""Settings stand in one file; a wrong one is named."""

from pathlib import Path

import pytest

from archive.config import FILE, ROLES, SETTINGS, Config, load_config, make_config
from archive.errors import ConfigError, HomeMissing
from archive.model import Role


def test_a_new_archive_explains_every_setting_and_changes_none(tmp_path: Path) -> None:
    config = make_config(tmp_path / "ny")
    text = (tmp_path / "ny" / FILE).read_text("utf-8")
    assert config == Config(home=tmp_path / "ny")
    for setting in SETTINGS:
        assert setting.metadata["help"] in text
        assert f"# {setting.name} = " in text


def test_every_suggested_line_is_valid_when_it_is_turned_on(tmp_path: Path) -> None:
    make_config(tmp_path)
    path = tmp_path / FILE
    lines = [line.removeprefix("# ") if " = " in line else line for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(lines), "utf-8")
    assert load_config(tmp_path) == Config(home=tmp_path)


def test_a_second_archive_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    make_config(tmp_path)
    with pytest.raises(ConfigError, match="already"):
        make_config(tmp_path)


def test_a_folder_without_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="kommunarkiv init"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("thread = 3", "no setting called 'thread'"),
        ("threads = 'tre'", "threads must be int"),
        ("metrics = 'alla'", "metrics must be one of off, loopback, token"),
        ("metrics = 'token'", "metrics_token must have at least 16 characters"),
        ("log = 'xml'", "log must be one of text, json"),
        ("log_level = 'allt'", "log_level must be one of debug"),
        ("trusted_proxies = -1", "trusted_proxies must not be below 0"),
        ("free_megabytes = -1", "free_megabytes must not be below 0"),
        ("title = ", "cannot be read"),
        ("title = 'å", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / FILE).write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=complaint):
        load_config(tmp_path)


def test_the_database_stands_in_the_home_unless_said_otherwise(tmp_path: Path) -> None:
    assert Config(home=tmp_path).database_url == f"sqlite:///{tmp_path / 'archive.db'}"
    assert Config(home=tmp_path, database="postgresql:///x").database_url == "postgresql:///x"


OIDC = {
    'oidc_issuer = "http://id.example"\noidc_client = "a"': "must be an https address",
    'oidc_issuer = "https://id.example"': "not oidc_client",
    'oidc_issuer = "https://id.example"\noidc_client = "a"\noidc_roles = "x=kung"': "'kung'",
    'oidc_issuer = "https://id.example"\noidc_client = "a"\noidc_others = "alla"': "'alla'",
}


@pytest.mark.parametrize("said", OIDC)
def test_the_organisation_s_log_in_is_set_whole_or_not_at_all(tmp_path: Path, said: str) -> None:
    (tmp_path / "kommunarkiv.toml").write_text(said, "utf-8")
    with pytest.raises(ConfigError, match=OIDC[said]):
        load_config(tmp_path)


def test_roles_of_settings_are_the_archive_s() -> None:
    assert set(ROLES) == {role.value for role in Role}
