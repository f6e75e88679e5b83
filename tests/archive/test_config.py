"""Settings stand in one file; a wrong one is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.config import FILE, ROLES, SETTINGS, Config, load_config, make_config
from archive.errors import ConfigError, HomeMissing
from archive.model import Role
from archive.outside import masked


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
        ("database = 'mysql://db/x'", "database must be a postgresql:// or sqlite:/// address"),
        ("database = 'postgresql://db.example/x'", "sslmode=verify-full"),
        ("database = 'postgresql:///x?host=db.example'", "sslmode=verify-full"),
        ("search = 'http://sok.example:9200'", "use https"),
        ("search = 'https://anna:hemlig@sok.example'", "must not hold a name, a password"),
        ("search = 'https://a.example, sok'", "such as https://search1.example:9200"),
        ("search = 'https://a.example:x'", "such as https://search1.example:9200"),
        ("search_name = 'Arkiv'", "search_name must be small letters"),
        ("search_shards = 0", "search_shards must be between 1 and 100"),
        ("search_replicas = -1", "search_replicas must be between 0 and 10"),
        ("vault = 'gs://hink'", "vault must be written s3://bucket"),
        ("vault = 's3://id:nyckel@hink'", "keys never stand in it"),
        ("vault_endpoint = 'http://lager.example'", "use https"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / FILE).write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=complaint):
        load_config(tmp_path)


def test_the_database_stands_in_the_home_unless_said_otherwise(tmp_path: Path) -> None:
    assert Config(home=tmp_path).database_url == f"sqlite:///{tmp_path / 'archive.db'}"
    assert Config(home=tmp_path, database="postgresql:///x").database_url == "postgresql:///x"


GOOD = (
    "database = 'postgresql://arkiv@db.example/x?sslmode=verify-full'",
    "database = 'postgresql:///x'",
    "database = 'postgresql://arkiv@/x?host=/run/postgresql'",
    "search = 'https://a.example:9200, https://b.example:9200'",
    "search = 'http://127.0.0.1:9200'",
    "search = 'http://sok:9200'\nallow_plain = true",
    "vault = 's3://hink/arkiv/2024'\nvault_endpoint = 'https://lager.example'",
)


@pytest.mark.parametrize("said", GOOD)
def test_parts_beyond_the_home_are_reached_encrypted_or_on_this_machine_or_as_allowed(
    tmp_path: Path, said: str
) -> None:
    (tmp_path / FILE).write_text(said, "utf-8")
    assert load_config(tmp_path).home == tmp_path


@pytest.mark.parametrize(
    "said", ["database = 'postgresql://anna:s3kr3t@l/ig@db.example/x'", "search = 'https://anna:s3kr3t@sok.example'"]
)
def test_no_complaint_repeats_a_password(tmp_path: Path, said: str) -> None:
    (tmp_path / FILE).write_text(said, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert "s3kr3t" not in str(caught.value)


def test_an_address_is_shown_without_its_password_and_query() -> None:
    shown = "postgresql://anna:***@db.example:5432/x"
    assert masked("postgresql://anna:h@m/lig@db.example:5432/x?password=y") == shown
    assert masked("postgresql://anna@db.example/x") == "postgresql://anna@db.example/x"


def test_the_password_of_the_database_comes_from_its_file_else_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMMUNARKIV_DATABASE_PASSWORD", "ur omgivningen")
    (tmp_path / "hemlig").write_text("h@mlig\n", "utf-8")
    config = Config(home=tmp_path, database="postgresql://anna@127.0.0.1/x")
    assert config.database_url == "postgresql://anna:ur%20omgivningen@127.0.0.1/x"
    assert replace(config, database_password_file="hemlig").database_url == "postgresql://anna:h%40mlig@127.0.0.1/x"
    restored = replace(config, database_password_file="borta")
    assert restored.database_url == "postgresql://anna:ur%20omgivningen@127.0.0.1/x"
    monkeypatch.delenv("KOMMUNARKIV_DATABASE_PASSWORD")
    with pytest.raises(ConfigError, match="borta cannot be read"):
        _ = restored.database_url


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
