"""Writes test/ocsf/ocsf-1.5.0.schema.json: JSON Schema 2020-12 of the OCSF classes that the export uses.

    pip install ocsf-json-schema==1.2.0
    python3 test/ocsf/make-schema.py && npx prettier --write test/ocsf

The package (MIT) carries the released OCSF schemas as schema.ocsf.io publishes them (Apache-2.0) and turns a class into a
JSON Schema that allows no attribute of which the class does not know. Only what is said for people is left out here.
"""

import json
from pathlib import Path

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

VERSION = "1.5.0"
CLASSES = {"authentication": 3002, "entity_management": 3004, "user_access": 3005}
TARGET = Path(__file__).resolve().parent / f"ocsf-{VERSION}.schema.json"


def bare(schema, inside_properties=False):
    """Without titles and descriptions, except where those are names of attributes."""
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: v for k, v in schema.items() if inside_properties or k not in ("title", "description", "$id", "$schema")}
    return {k: bare(v, k in ("properties", "$defs") and not inside_properties) for k, v in kept.items()}


def main():
    source = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=VERSION))
    objects, classes = {}, {}
    for name, uid in CLASSES.items():
        assert source.lookup_class_name_from_uid(class_uid=uid) == name
        schema = source.get_class_schema(class_name=name, profiles=[])
        objects |= schema.pop("$defs")
        classes[f"class_{uid}"] = schema
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"OCSF {VERSION}, https://schema.ocsf.io, Apache-2.0. Made by test/ocsf/make-schema.py.",
        "$defs": bare(dict(sorted((classes | objects).items())), inside_properties=True),
    }
    TARGET.write_text(json.dumps(document, indent=2) + "\n")


main()
