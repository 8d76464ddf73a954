"""Settings that are given on the command line."""

from collections.abc import Mapping

import yaml

from facemotion.config.syntax import MISREAD


def typed(setting: object) -> object:
    """Read the texts in a setting as YAML, as a config file would be read.

    Snakemake leaves numbers and nulls texts where they are nested, as those of
    ``--config 'splits={dataset: mine, folds: 3}'``.
    """
    if isinstance(setting, Mapping):
        return {key: typed(value) for key, value in setting.items()}
    if isinstance(setting, list):
        return [typed(value) for value in setting]
    if not isinstance(setting, str) or MISREAD.fullmatch(setting):
        return setting
    try:
        return yaml.safe_load(setting)
    except yaml.YAMLError:
        return setting
