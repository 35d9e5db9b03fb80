"""`gpu-advisor models`: add a model from Hugging Face, and show which model a name means."""

from collections.abc import Mapping

import click

from bot.catalogue import catalogue_folder, read_catalogue
from bot.fetch import Base
from bot.known_errors import told
from bot.lookup import ModelLookupError, add_model, store_alias
from bot.settings import MODELS, LookupSettings
from bot.today import utc_today
from bot.words.values import sizes_told
from core.catalog.models import earlier_release, sizes_named


@click.group()
def models() -> None:
    """Add models that are not in the catalogue, or find out which one a name means."""


@models.command("add")
@click.argument("model_id", metavar="OWNER/NAME")
@click.option("--alias", multiple=True, help="What your people call it; may be given several times.")
@click.option("--again", is_flag=True, help="Look it up anew, though it was looked up before.")
@told
def add(model_id: str, alias: tuple[str, ...], again: bool) -> None:
    """Look one model up on Hugging Face, and store it for the bot's next start."""
    settings = LookupSettings.from_environment()
    url, folder = settings.gpu_advisor_models_url, catalogue_folder(settings)
    token = settings.hf_token.get_secret_value() if settings.hf_token else None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        row = add_model(
            Base(url, trusted=url != MODELS, headers=headers),
            folder,
            model_id,
            utc_today().isoformat(),
            again=again,
        )
        for name in alias:
            store_alias(folder, name, row["id"])
    except ModelLookupError as error:
        raise click.ClickException(str(error)) from None
    read_catalogue(settings)
    click.echo(_line(row))
    click.echo(f"Stored in {folder / 'models.csv'}. A running bot reads it at its next start.")


@models.command("find")
@click.argument("name")
@told
def find(name: str) -> None:
    """Show which model of the catalogue a name means."""
    catalogue = read_catalogue(LookupSettings.from_environment())
    found = catalogue.find_model(name)
    if found is None:
        sizes = sizes_named(name, catalogue.names)
        if sizes:
            raise click.ClickException(
                f'{name} comes in {sizes_told(sizes)}: say which, as in "{name} {sizes[0]}".'
            )
        raise click.ClickException(
            f"No model is known as {name!r}. Add it with: gpu-advisor models add OWNER/NAME --alias {name!r}"
        )
    if earlier_release(name, catalogue.names):
        click.echo(f"{name!r} is not in the catalogue; taken as {found.name}, its nearest earlier release.")
    shape = found.architecture
    click.echo(f"{found.id}: {shape.params_b:g} billion parameters, {shape.layers} layers, {found.basis}")


def _line(row: Mapping[str, str]) -> str:
    active = f" ({row['active_params_b']} active)" if row["experts"] else ""
    cache = f"{int(row['kv_elements_per_token']):,} cached numbers a token ({row['attention']})"
    window = (
        f", window {row['sliding_window']} in {row['sliding_layers']} layers" if row["sliding_layers"] else ""
    )
    layers = f"{row['layers']} layers"
    if row["attention_layers"]:
        layers += (
            f", of which {row['attention_layers']} attend and the others keep a state or have experts only"
        )
    return (
        f"{row['id']}: {row['params_b']} billion parameters{active}, {row['basis']}; {layers}, "
        f"{cache}{window}, context {int(row['max_context']):,}, {row['native_precision']}."
    )
