"""The countries and subdivisions of ISO 3166 as one organization for `canopy import accounts`.

Reads the JSON files of Debian's package iso-codes (from the folder given, by default the one where
the package puts them) and writes CSV: the world, its countries, their subdivisions with the parents
that the standard gives them. Subdivisions come before countries, as they come: the import does not
care in which order parents stand.
"""

import csv
import json
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/iso-codes/json")


def entries(number):
    return json.loads((FOLDER / f"iso_3166-{number}.json").read_text("utf-8"))[f"3166-{number}"]


def parent(code, known):
    """The standard writes a parent as "ENG" or as "GB-ENG"; without one it is the country."""
    country, _, _ = code["code"].partition("-")
    above = code.get("parent", "")
    for candidate in (above, f"{country}-{above}"):
        if candidate in known:
            return candidate
    return country


def main():
    countries, subdivisions = entries(1), entries(2)
    known = {subdivision["code"] for subdivision in subdivisions}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow("key parent name currency organization_type contact1_company contact1_country".split())
    for code in subdivisions:
        country = code["code"].partition("-")[0]
        above = parent(code, known)
        out.writerow([code["code"], above, code["name"], "EUR", "site", code["type"], country])
    for country in countries:
        code = country["alpha_2"]
        out.writerow([code, "WORLD", country["name"], "EUR", "legal_entity", country["name"], code])
    out.writerow(["WORLD", "", "", "EUR", "legal_entity", "The world of ISO 3166", ""])


if __name__ == "__main__":
    main()
