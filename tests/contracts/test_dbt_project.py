"""What the dbt project owes its readers, read from its files without a database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chitieu.catalogue.seeds import load_labels, render_seeds, write_seeds
from chitieu.catalogue.source_facts import described_facts
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Measure, Unit
from chitieu.publish.dictionary import read_model, render_dictionary
from chitieu.publish.source_guide import with_facts

ROOT = Path(__file__).parents[2]
DBT = ROOT / "dbt"
MODELS = {path.stem: path for path in sorted((DBT / "models").rglob("*.sql"))}
NAMES = {
    "staging": r"stg_(raw|landing)__[a-z_]+",
    "intermediate": r"int_[a-z]+__[a-z_]+",
    "marts": r"(dim|fct)_[a-z_]+",
    "audit": r"fct_[a-z_]+",
}
TYPES = {
    r"(^|_)id$": {"text"},
    r"_code$": {"text"},
    r"_at$": {"timestamptz"},
    r"_date$": {"date"},
    r"_(pct|vnd|low|high|value|total)$": {"numeric"},
    r"^value": {"numeric"},
    r"_count$": {"bigint", "integer"},
    r"^(is|has)_": {"boolean"},
    r"_(vi|en|url|uri)$": {"text"},
}
MODEL_OF_REF = re.compile(r"ref\('(\w+)'\)")


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return {name: read_model(path) for name, path in MODELS.items()}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_named_after_its_layer_and_says_its_grain(name, described):
    folder = MODELS[name].parent.name
    assert re.fullmatch(NAMES[folder], name)
    assert re.search(r"one row per [^.;]+\.$", described[name]["description"])


@pytest.mark.parametrize("name", MODELS)
def test_every_column_is_described_with_the_type_that_its_name_promises(name, described):
    for column in described[name]["columns"]:
        assert re.search(r"\w.*\.$", column["description"]), column["name"]
        for pattern, types in TYPES.items():
            if re.search(pattern, column["name"]):
                assert column["data_type"] in types, column["name"]
        if column["data_type"] == "boolean":
            assert column["name"].startswith(("is_", "has_"))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_proves_its_key(name, described):
    model = described[name]
    column_tests = [test for column in model["columns"] for test in column.get("data_tests", ())]
    table_tests = [key for test in model.get("data_tests", ()) for key in test]
    assert "unique" in column_tests or "unique_together" in table_tests


@pytest.mark.parametrize("name", MODELS)
def test_models_read_the_layer_below_and_repeat_nothing_random(name):
    text = MODELS[name].read_text("utf-8")
    folder = MODELS[name].parent.name
    refs = set(MODEL_OF_REF.findall(text))
    assert ("source(" in text) == (folder in {"staging", "audit"})
    assert not (folder == "audit" and refs), "a rebuilt model would drop the view by cascade"
    assert not re.search(
        r"\b(now|random|current_date|current_timestamp|clock_timestamp|gen_random_uuid)\b", text
    )
    if folder == "intermediate":
        assert not [ref for ref in refs if ref.startswith(("dim_", "fct_"))]


def test_every_model_and_seed_is_read_by_another_or_by_people():
    texts = [path.read_text("utf-8") for path in [*MODELS.values(), *(DBT / "tests").rglob("*.sql")]]
    exposures = yaml.safe_load((DBT / "models" / "exposures.yml").read_text("utf-8"))["exposures"]
    read = {ref for text in texts for ref in MODEL_OF_REF.findall(text)}
    read |= {ref for exposure in exposures for ref in MODEL_OF_REF.findall(" ".join(exposure["depends_on"]))}
    seeds = {path.stem for path in (DBT / "seeds").glob("*.csv")}
    assert MODELS.keys() | seeds == read


def test_every_macro_is_used():
    macros = {path: path.read_text("utf-8") for path in (DBT / "macros" / "expressions").glob("*.sql")}
    models = "".join(path.read_text("utf-8") for path in MODELS.values())
    for path, text in macros.items():
        others = "".join(other for where, other in macros.items() if where != path)
        for name in re.findall(r"{%-? macro (\w+)\(", text):
            assert f"{name}(" in models + others, name


def test_people_read_every_mart(described):
    exposures = yaml.safe_load((DBT / "models" / "exposures.yml").read_text("utf-8"))["exposures"]
    exposed = {
        ref for exposure in exposures for ref in MODEL_OF_REF.findall(" ".join(exposure["depends_on"]))
    }
    assert exposed == {name for name, path in MODELS.items() if path.parent.name in {"marts", "audit"}}


def test_the_data_dictionary_is_up_to_date():
    text = (ROOT / "docs" / "data_dictionary.md").read_text("utf-8")
    assert text == render_dictionary(DBT), "run `make docs`"


def test_the_guide_to_sources_is_up_to_date():
    text = (ROOT / "docs" / "adding_a_source.md").read_text("utf-8")
    assert text == with_facts(text), "run `make docs`"
    for name, _, meaning in described_facts():
        assert f"| `{name}` |" in text
        assert re.search(r"\w.*\.$", meaning), name
    with pytest.raises(ConfigurationError, match="Put them back"):
        with_facts("# Adding a source\n")


def test_a_model_without_its_yaml_is_an_error_that_names_it(tmp_path):
    folder = tmp_path / "models" / "marts"
    folder.mkdir(parents=True)
    (folder / "fct_lonely.sql").write_text("select 1 as one")
    with pytest.raises(ConfigurationError, match=r"fct_lonely\.yml does not describe one model"):
        render_dictionary(tmp_path)


def test_the_seeds_are_up_to_date():
    on_disk = {path.name: path.read_text("utf-8") for path in (DBT / "seeds").glob("*.csv")}
    assert on_disk == render_seeds(), "run `make docs`"


def test_seeds_are_written_once_and_then_left_alone(tmp_path):
    assert {path.name for path in write_seeds(tmp_path)} == set(render_seeds())
    assert write_seeds(tmp_path) == []


def test_every_column_of_a_seed_is_typed_and_described():
    seeds = yaml.safe_load((DBT / "seeds" / "seeds.yml").read_text("utf-8"))["seeds"]
    headers = {Path(name).stem: text.partition("\n")[0].split(",") for name, text in render_seeds().items()}
    assert {seed["name"]: list(seed["config"]["column_types"]) for seed in seeds} == headers
    assert {seed["name"]: [column["name"] for column in seed["columns"]] for seed in seeds} == headers


def test_every_unit_and_measure_has_its_label():
    labels = load_labels()
    assert set(labels["units"]) == set(Unit)
    assert set(labels["measures"]) == set(Measure)


def test_the_profile_has_no_password_and_no_default():
    text = (DBT / "profiles.yml").read_text("utf-8")
    outputs = yaml.safe_load(text)["chitieu"]["outputs"]
    for key in ("host", "port", "user", "password", "dbname"):
        assert re.fullmatch(r"{{ env_var\('\w+'\)( \| int)? }}", outputs["warehouse"][key])
