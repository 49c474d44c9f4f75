"""Made-up CPR numbers in Danish text, as people write them; and numbers that look like them and are something else."""

from __future__ import annotations

import random
from collections.abc import Iterator

# {0}{1}{2} day, month and year; {3} the last four. "~" is a blank without a break.
FORMS = (
    "{0}{1}{2}-{3}", "{0}{1}{2}{3}", "{0}{1}{2} {3}", "{0}{1}{2} - {3}", "{0} {1} {2} - {3}", "{0} {1} {2} {3}",
    "{0}.{1}.{2}-{3}", "{0}/{1}/{2}-{3}", "{0}-{1}-{2}-{3}", "{0}{1}{2}–{3}", "{0}{1}{2}—{3}", "{0}{1}{2}\u2011{3}",
    "{0}{1}{2}\u00a0{3}", "{0}\u00a0{1}\u00a0{2}\u00a0-\u00a0{3}", "{0}{1}{2}\u202f-\u202f{3}", "{0}{1}{2}.{3}",
    "{0}{1}{2}/{3}", "{0}.{1}.{2} {3}", "{0}. {1}. {2} - {3}", "{0}{1}{2}  {3}", "{0}{1}{2}\u2212{3}", "{0}/{1}-{2} {3}",
    "{0} {1} {2}-{3}", "{0}.{1}.{2}.{3}",
)  # fmt: skip
TEXTS = (
    "Hvad er taksten for borger {}?",
    "Borgeren ({}) skal have en plads i Midtjylland, hvad koster det?",
    "CPR: {}. Hvem er driftsherre?",
    "cpr-nr. {}, som er 17 år, bor på et sikret tilbud.",
    "Vedr. {} – er prisloftet overholdt i 2022?",
    "{} er flyttet til Aarhus Kommune den 1. maj 2022 og betaler 1.234,50 kr. pr. dag",
    "Min klient hedder Per og har nummeret {}; ring på +45 12 34 56 78.",
    "Personnummer={}&sag=22/12108",
    "Sag 27.00.00-G01-12-20 om »{}« og dennes søster",
    "hej\nkan i slå {}\nop for mig",
    "CPR{}",
    "Barn 2 ({}), født i 2011: hvad siger styringsaftalen om overhead?",
    "Der betales 3.105.901 kr. for {} og to andre.",
    "<b>{}</b>",
)
# Whole texts without any CPR number.
OTHERS = (
    "Sagsnr. 20231234", "Sag 12345678", "sag nr. 22123456789", "journalnummer 202212345678", "Sag 2023001234",
    "sagsnummer 4523190012", "j.nr. 27.00.00-G01-1234-20", "J.nr. 00.16.00-P27-12-21", "ring på +45 12 34 56 78",
    "tlf. 12 34 56 78", "telefon 12345678", "tlf: 0045 12 10 20 22", "+45 10 12 20 22", "3.105.901.234 kr.",
    "kr. 1.012.901.234,50", "i alt 12.345.678 kr.", "DK50 0040 0440 1162 43", "IBAN DK5000400440116243",
    "reg. 1234 konto 12345678", "den 01.02.2024 kl. 14.30", "fra 01.02.2023 til 31.12.2024", "2022-01-31",
    "01.02.22-31.12.23", "1. januar 2023 - 31. december 2024", "CVR 12 34 56 78", "EAN 5798001234567",
    "5798 0012 34567", "lov nr. 1234 af 01/02/2023", "LBK nr 170 af 24/01/2022", "§ 103 og § 104 i 2021-2022",
    "2019, 2020, 2021 og 2022", "1.800,00 kr. i 2019 og 1.850,00 kr. i 2022", "12-1210-1234", "010219901234",
    "id 3f2504e0-4f89-11d3-9a0c-030501234567", "udgiften var 010.290,12", "side 12 13 14 15", "+4512345678",
)  # fmt: skip


def numbers(count: int, seed: int = 8) -> Iterator[tuple[str, str]]:
    """(the ten digits, a text with them): days 1-31 and 61-91, every form in every kind of text."""
    dice = random.Random(seed)
    for at in range(count):
        day = dice.randint(1, 31) + dice.choice((0, 0, 60))
        parts = (
            f"{day:02}",
            f"{dice.randint(1, 12):02}",
            f"{dice.randint(0, 99):02}",
            f"{dice.randint(0, 9999):04}",
        )
        form, text = FORMS[at % len(FORMS)], TEXTS[at // len(FORMS) % len(TEXTS)]
        yield "".join(parts), text.format(form.format(*parts))
