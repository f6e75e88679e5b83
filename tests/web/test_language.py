from io import BytesIO

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from archive.web.language import SWEDISH, _, gettext, later, ngettext, speaking


def english() -> Translations:
    catalogue, file = Catalog(locale="en"), BytesIO()
    catalogue.add("Sida %(number)s finns inte.", "There is no page %(number)s.")
    catalogue.add(("%(num)s sida", "%(num)s sidor"), ("%(num)s page", "%(num)s pages"))
    write_mo(file, catalogue)
    return Translations(BytesIO(file.getvalue()))


def test_swedish_is_said_as_it_is_written() -> None:
    assert _("Sida %(number)s finns inte.", number=7) == "Sida 7 finns inte."
    assert ngettext("sida", "sidor", 2) == "sidor"
    assert later("Sök") == "Sök"


def test_a_catalogue_is_spoken_within_its_bounds() -> None:
    with speaking(english()):
        assert _("Sida %(number)s finns inte.", number=7) == "There is no page 7."
        assert ngettext("%(num)s sida", "%(num)s sidor", 1) == "%(num)s page"
        with speaking(SWEDISH):
            assert gettext("Sida %(number)s finns inte.") == "Sida %(number)s finns inte."
        assert gettext("Något annat") == "Något annat"
    assert gettext("Sida %(number)s finns inte.") == "Sida %(number)s finns inte."


def test_the_empty_text_is_no_catalogue_header() -> None:
    with speaking(english()):
        assert gettext("") == ""
