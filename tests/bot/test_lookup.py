"""Adding a model from Hugging Face: what is asked, what is stored, and what is said where it cannot be."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from core.catalog.deployment import load_catalogue
from tests.bot.stub_server import Answer, Stub, serving
from tests.core.catalog.hub import configs, hybrids, mixtures, windows
from tests.core.catalog.hub.configs import Config

WANTED = "?expand[]=safetensors&expand[]=gated&expand[]=pipeline_tag&expand[]=sha"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ABOUT = {
    "id": "acme/chat-8b",
    "gated": False,
    "pipeline_tag": "text-generation",
    "sha": COMMIT,
    "safetensors": {"total": 8_030_261_248, "parameters": {"BF16": 8_030_261_248}},
}


def hub(
    about: object = ABOUT, config: object = configs.LLAMA_31_8B, name: str = "acme/chat-8b", at: str = COMMIT
) -> dict[str, Answer]:
    """Return what the hub answers of one model."""

    def answer(said: object) -> Answer:
        return said if isinstance(said, Answer) else Answer(json.dumps(said).encode())

    return {f"/api/models/{name}{WANTED}": answer(about), f"/{name}/resolve/{at}/config.json": answer(config)}


@pytest.fixture(autouse=True)
def _deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", f"sqlite:///{tmp_path / 'advisor.db'}")
    for name in ("GPU_ADVISOR_CATALOGUE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def own(tmp_path: Path) -> Path:
    """Return the deployment's folder."""
    return tmp_path / "advisor-catalogue"


def add(stub: Stub, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """Run the command against the local hub."""
    monkeypatch.setenv("GPU_ADVISOR_MODELS_URL", stub.url)
    return CliRunner().invoke(main, ["models", "add", *arguments])


def test_a_model_is_added_for_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two addresses are asked, the row is stored, and the catalogue knows the model by id and alias."""
    with serving(hub()) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b", "--alias", "house model 8b")
    assert done.exit_code == 0, done.output
    assert len(stub.asked) == 2
    assert done.output.startswith(
        "acme/chat-8b: 8.03 billion parameters, the repository's own count; 32 layers, "
        "65,536 cached numbers a token (GQA), context 131,072, bf16.\nStored in "
    )
    catalogue = load_catalogue(own(tmp_path))
    for name in ("acme/chat-8b", "House model 8B"):
        found = catalogue.find_model(name)
        assert found is not None
        assert (found.id, found.architecture.kv_heads) == ("acme/chat-8b", 8)


def test_an_alias_means_what_was_added_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another spelling of it leads to the new model as well, and what is no name is refused."""
    own(tmp_path).mkdir()
    aliases = own(tmp_path) / "aliases.csv"
    aliases.write_text("alias,id\nour phi,microsoft/phi-4\nHouse-Model,microsoft/phi-4\n", encoding="utf-8")
    with serving(hub()) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b", "--alias", "house model x")
        assert done.exit_code == 0, done.output
        done = add(stub, monkeypatch, "acme/chat-8b", "--alias", "house model")
        assert done.exit_code == 0, done.output
        refused = add(stub, monkeypatch, "acme/chat-8b", "--alias", "the model")
    assert refused.exit_code == 1
    assert "'the model' tells no model from another; give a name as alias." in refused.output
    catalogue = load_catalogue(own(tmp_path))
    named = [catalogue.find_model(name) for name in ("house_model", "house model x", "our phi")]
    assert [found and found.id for found in named] == ["acme/chat-8b", "acme/chat-8b", "microsoft/phi-4"]


def test_what_was_looked_up_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is asked, unless it is wanted anew; a damaged cache is no obstacle."""
    with serving(hub()) as stub:
        add(stub, monkeypatch, "acme/chat-8b")
        assert add(stub, monkeypatch, "acme/chat-8b").exit_code == 0
        assert len(stub.asked) == 2
        assert add(stub, monkeypatch, "acme/chat-8b", "--again").exit_code == 0
        assert len(stub.asked) == 4
        (own(tmp_path) / "looked-up" / "acme--chat-8b.json").write_text("{", encoding="utf-8")
        assert add(stub, monkeypatch, "acme/chat-8b").exit_code == 0
        assert len(stub.asked) == 6


def test_a_model_takes_the_place_of_its_older_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that people wrote stay as they are, and a model has one row."""
    own(tmp_path).mkdir()
    (own(tmp_path) / "models.csv").write_text(
        "id,name,params_b,layers,hidden,heads,intermediate,vocab,source,date\n"
        "acme/chat-8b,old,3,28,3072,24,8192,32000,us,2026-01-01\n"
        "acme/other,other,3,28,3072,24,8192,32000,us,2026-01-01\n",
        encoding="utf-8",
    )
    with serving(hub()) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b")
    assert done.exit_code == 0, done.output
    catalogue = load_catalogue(own(tmp_path))
    assert (catalogue.model("acme/chat-8b").name, catalogue.model("acme/other").name) == ("chat 8b", "other")


def test_a_mixture_with_windows_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Experts, windows and a 4-bit repository, whose own count is of packed words, are all told."""
    about = ABOUT | {
        "safetensors": {"total": 11_000_000_000, "parameters": {"U8": 10_000_000_000, "BF16": 1}}
    }
    with serving(hub(about, mixtures.GPT_OSS_20B)) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b")
    assert done.output.startswith(
        "acme/chat-8b: 20.91 billion parameters (4.186 active), counted from the configuration; 24 layers, "
        "24,576 cached numbers a token (GQA), window 128 in 12 layers, context 131,072, mxfp4.\n"
    )


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (
            windows.GEMMA4_31B,
            "60 layers, 450,560 cached numbers a token (GQA), window 1024 in 50 layers, context",
        ),
        (
            hybrids.NEMOTRON3_NANO,
            "52 layers, of which 6 attend and the others keep a state or have experts only, ",
        ),
        (hybrids.KIMI_K3, "13,824 cached numbers a token (MLA), context 1,048,576, mxfp4.\nStored in "),
    ],
)
def test_a_model_of_unlike_layers_is_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: Config, said: str
) -> None:
    """Which layers cache, have a window or keep a state is told, and stored for the next start."""
    with serving(hub(ABOUT | {"safetensors": None}, config)) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b")
    assert said in done.output
    assert load_catalogue(own(tmp_path)).model("acme/chat-8b").architecture.layers in (52, 60, 93)


def test_a_repository_without_a_commit_is_read_at_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hub calls a commit is not put into an address unless it is one."""
    with serving(hub(ABOUT | {"sha": "../../secret"}, at="main")) as stub:
        assert add(stub, monkeypatch, "acme/chat-8b").exit_code == 0
    assert stub.asked[1] == "/acme/chat-8b/resolve/main/config.json"


def test_a_token_is_sent_where_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to the hub in a header, and is never printed."""
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    with serving(hub()) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b")
    assert stub.tokens == ["Bearer hf_canary"] * 2
    assert "canary" not in done.output


GATED = ABOUT | {"gated": "manual"}
DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (hub(GATED, Answer(status=401)), "acme/chat-8b is gated: accept its terms at http://127.0.0.1:"),
        (hub(GATED, Answer(status=403)), "set HF_TOKEN to your read token, and try again; or write its row"),
        (hub(ABOUT, Answer(status=403)), "acme/chat-8b may not be read: 127.0.0.1 answered 403; is HF_TOKEN"),
        (hub(Answer(status=403)), "acme/chat-8b may not be read: 127.0.0.1 answered 403; is HF_TOKEN right"),
        (hub(Answer(status=429)), "127.0.0.1 asks to wait before acme/chat-8b is looked up, too many were"),
        (
            hub(ABOUT, Answer(status=429)),
            "try again in a few minutes, or set HF_TOKEN, which allows for more.",
        ),
        (hub(Answer(status=404)), "acme/chat-8b is not there for everybody: check how it is written"),
        (hub(Answer(status=401)), "for a private model, set HF_TOKEN to a token that may read it."),
        (
            hub(Answer(status=503)),
            "?expand[]=safetensors&expand[]=gated&expand[]=pipeline_tag&expand[]=sha; try again later.",
        ),
        (hub(ABOUT, Answer(status=404)), "acme/chat-8b has no config.json, as repositories of GGUF files"),
        (
            hub(ABOUT, Answer(b"<html>")),
            "acme/chat-8b could not be looked up: what came back is no JSON object",
        ),
        (hub(ABOUT, [1]), "what came back is no JSON object"),
        (hub(Answer(DEEP)), "what came back is no JSON object"),
        (
            hub(ABOUT, Answer(b" " * (4 * 2**20 + 1))),
            "could not be looked up: it is larger than 4,194,304 bytes",
        ),
        (
            hub(ABOUT, configs.LLAMA_31_8B | {"layer_types": ["heavily_compressed_attention"] * 32}),
            "its layers are of a kind that is not known here ('heavily_compressed_attention'); add its row",
        ),
        (hub(ABOUT, {"hidden_size": "x"}), "acme/chat-8b could not be sized: its config.json has no usable"),
    ],
)
def test_a_model_that_cannot_be_added_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer], said: str
) -> None:
    """Gated, missing, private, foreign, broken and absurd answers each name the way on, and store no row."""
    with serving(answers) as stub:
        done = add(stub, monkeypatch, "acme/chat-8b")
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert not (own(tmp_path) / "models.csv").exists()


@pytest.mark.parametrize(
    "page",
    [
        "https://huggingface.co/acme/chat-8b",
        "https://huggingface.co/acme/chat-8b/",
        "https://www.huggingface.co/acme/chat-8b/tree/main",
        "https://huggingface.co/acme/chat-8b/blob/main/config.json",
        "https://huggingface.co/acme/chat-8b?library=transformers",
        "huggingface.co/acme/chat-8b#usage",
        " https://huggingface.co/acme/chat-8b ",
    ],
)
def test_the_address_of_a_page_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """People paste what their browser shows; the model in it is what is asked for and named."""
    with serving(hub()) as stub:
        done = add(stub, monkeypatch, page, "--alias", "house model 8b")
    assert done.exit_code == 0, done.output
    found = load_catalogue(own(tmp_path)).find_model("house model 8b")
    assert found is not None
    assert found.id == "acme/chat-8b"


@pytest.mark.parametrize(
    "model_id",
    [
        "https://elsewhere.example/acme/chat-8b",
        "https://huggingface.co.elsewhere.example/acme/chat-8b",
        "https://huggingface.co/datasets/acme/chats",
        "https://huggingface.co/acme",
        "chat-8b",
        "a/b/c",
        "a--b/c",
        "../etc",
        "a/..",
        "acme/chat 8b",
        "acme/x?y",
        "ac\u00e9/x",
        "",
    ],
)
def test_what_is_no_id_is_not_asked_for(monkeypatch: pytest.MonkeyPatch, model_id: str) -> None:
    """Nothing but an owner and a name becomes part of an address."""
    with serving({}) as stub:
        done = add(stub, monkeypatch, model_id)
    assert "is not the id of a model; write owner/name, as in Qwen/Qwen2.5-7B-Instruct." in done.output
    assert (done.exit_code, stub.asked) == (1, [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "llama 70b",
            "meta-llama/Llama-3.3-70B-Instruct: 70.55 billion parameters, 80 layers, computed from",
        ),
        (
            "Qwen3.9-27B",
            (
                "'Qwen3.9-27B' is not in the catalogue; taken as Qwen3.8 27B, its nearest earlier release.\n"
                "Qwen/Qwen3.8-27B: 26.9 billion parameters, 64 layers"
            ),
        ),
        ("13B", "13B: 13 billion parameters, 40 layers, typical of its size"),
        ("llama", 'Error: llama comes in sizes from 1B to 405B: say which, as in "llama 1B".'),
        (
            "nonesuch",
            "Error: No model is known as 'nonesuch'. Add it with: gpu-advisor models add OWNER/NAME",
        ),
    ],
)
def test_a_name_is_found(name: str, said: str) -> None:
    """`models find` says what the bot would take a name for."""
    assert CliRunner().invoke(main, ["models", "find", name]).output.startswith(said)
