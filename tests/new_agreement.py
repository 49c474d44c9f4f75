"""An agreement of a fourth region, and changes to one that is known, for tests of what a new document means."""

from __future__ import annotations

from datetime import date

TODAY = date(2026, 11, 22)
MIDT = "midt-rammeaftale-2023-24"
MIDT_FILE = "000_fd09f7c09b655643.txt"
SJAELLAND = "sjaelland-rammeaftale-2025-26"
AGREEMENT = """# Rammeaftale 2025-26 for Region Sjælland

Aftalen er godkendt af KKR Sjælland den 4. november 2024.

## Forord

KKR Sjælland og Region Sjælland har indgået aftalen for det specialiserede socialområde. Rammeaftalen gælder for
perioden 1. januar 2025 til 31. december 2026.

## Styringsaftale

Takster for dag- og døgntilbud beregnes af driftsherren efter reglerne om omkostningsbaserede takster.

Taksterne må højst stige med 1,5 pct. om året i aftaleperioden.

Overheadprocenten må ikke overstige 7 % af de direkte omkostninger.

Driftsherren sender regningen senest den 15. i måneden efter, at ydelsen er leveret.

Abonnementet på ledige pladser er maksimalt 40.000 kr. om året pr. kommune.

Der er 17 kommuner i regionen, og 80 % af borgerne bor i en by.

## Kontakt

Spørgsmål rettes til Fælleskommunalt sekretariat i Sorø på hverdage mellem 9 og 15.
"""
# One of a region that a rule computes for, in the rule's own words.
MIDT_NEXT = "midtjylland-rammeaftale-2025-26"
COMPUTED = """# Rammeaftale 2025-26 for Region Midtjylland

Aftalen er godkendt af KKR Midtjylland den 4. november 2024.

## Forord

KKR Midtjylland og Region Midtjylland har indgået aftalen for det specialiserede socialområde. Rammeaftalen gælder for
perioden 1. januar 2025 til 31. december 2026.

## Takstaftale for perioden 2025-2026

De 19 kommuner og Region Midtjylland indgår i forbindelse med fastlæggelsen af Rammeaftale 2025-26 følgende aftale om
udvikling i taksterne i perioden 2025-2026:

- Taksterne må højst stige med 2 pct. i perioden

## Afregning

Overheadprocenten må ikke overstige 7 % af de direkte omkostninger.

Driftsherren sender regningen senest den 15. i måneden efter, at ydelsen er leveret.

## Kontakt

Spørgsmål rettes til Fælleskommunalt sekretariat i Viborg på hverdage mellem 9 og 15.
"""
CHANGES = (
    ("ca. 10.000 pladser", "ca. 11.500 pladser"),
    ("Takstafale er under afklaring", "Taksterne må højst stige med 1 pct. i perioden"),
    (
        " Styringsaftalen fastlægger med andre ord spillereglerne for samarbejdet mellem køber og sælger.",
        "",
    ),
)
