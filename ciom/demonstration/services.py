"""Addresses and hours of the services, for the demonstration: invented, and they say so. No telephone is anybody's."""

from referrals.models import TechnicalService

HOURS = "du lundi au vendredi, de 8 h à 15 h (démonstration)"
PHONE = "00 00 00 00 (démonstration)"
# code -> address, telephone. The others show what a page says when nothing is known.
PLACES = {
    "drt": ("Kayes, rue de l’Exemple, bureau 4 (démonstration)", PHONE),
    "inps": ("Kayes, avenue de l’Exemple, rez-de-chaussée (démonstration)", PHONE),
    "anpe": ("Kayes, place de l’Exemple, première porte (démonstration)", PHONE),
    "cmss": ("Kayes, avenue de l’Exemple, premier étage (démonstration)", ""),
    "drdses": ("Kayes, impasse de l’Exemple (démonstration)", ""),
    "mairie": ("Kayes, place de l’Exemple, guichet de l’état civil (démonstration)", ""),
}


def describe_services() -> None:
    """Give some services an address and hours. Those that the centre has already described are left alone."""
    for code, (address, phone) in PLACES.items():
        TechnicalService.objects.filter(code=code, address="", phone="", hours="").update(
            address=address, phone=phone, hours=HOURS
        )
