"""What is told about the people of the example, each with a story of their own.

A text about a person has `{ze}`, `{Ze}`, `{haar}` and `{Haar}` where a pronoun stands
(she, her own), and `{hem}` for her. Another person in it is called by who they are, so
that no pronoun is anybody else's.
"""

from dataclasses import dataclass
from functools import lru_cache

from thuis_app.people.wishes.rules import Subject

Texts = tuple[str, ...]

PRONOUNS = {
    True: {"ze": "ze", "Ze": "Ze", "haar": "haar", "Haar": "Haar", "hem": "haar"},
    False: {"ze": "hij", "Ze": "Hij", "haar": "zijn", "Haar": "Zijn", "hem": "hem"},
}


@dataclass(frozen=True)
class Story:
    """What a person wishes and can give, and what visitors write about it."""

    subject: Subject
    wish: str
    contribution: str
    why: str
    notes: Texts
    agreed: Texts


STORIES = (
    Story(
        Subject.GOING_OUT,
        "Weer eens naar de markt in Winsum, voor stof.",
        "Ik heb veertig jaar genaaid. Een zoom leg ik nog zo.",
        "{Ze} heeft altijd genaaid en mist gezelschap daarbij.",
        (
            "De oude naaimachine staat weer op tafel.",
            "{Ze} liet de knopendoos zien. Bij elke knoop hoort een verhaal.",
            "We hebben samen een gordijn ingekort.",
            "De spoel zat vast. Met een druppel olie liep alles weer.",
            "{Ze} leerde me een blinde zoom leggen. Drie keer losgehaald.",
            "Een doos met oude patronen uitgezocht, uit de jaren zestig.",
        ),
        (
            "Ik neem lapjes mee van de markt.",
            "{Ze} zoekt het patroon van het schort op.",
            "We passen volgende keer de bloes.",
        ),
    ),
    Story(
        Subject.TALKING,
        "Over vroeger praten, over de boten.",
        "Knopen leggen kan ik iedereen leren, groot en klein.",
        "{Ze} heeft gevaren en vertelt daar graag over.",
        (
            "{Ze} vertelde over de haven van vroeger, met al die kotters.",
            "We keken op de kaart waar {ze} overal gevaren heeft.",
            "Samen een ommetje gemaakt langs de haven.",
            "{Ze} heeft me de paalsteek geleerd. Eindelijk.",
            "Het scheepsjournaal lag op tafel. Prachtig handschrift.",
            "Over de storm van 1962 gepraat. {Ze} weet alles nog.",
        ),
        (
            "Ik neem het boek over Zoutkamp mee.",
            "{Ze} zoekt de foto van de kotter op.",
            "We rijden een keer naar de sluis.",
        ),
    ),
    Story(
        Subject.OTHER,
        "Weer zingen.",
        "Zingen bij een verjaardag, dat doe ik zo.",
        "{Ze} zong veertig jaar in een koor.",
        (
            "Twee liedjes gezongen bij de koffie. De tweede stem zit er nog goed in.",
            "{Ze} had de zangmap klaargelegd.",
            "We luisterden naar een plaat met psalmen.",
            "Over de dirigent van toen gelachen.",
            "{Ze} neuriede mee met de radio.",
            "De muziek van het kerstconcert van 1980 teruggevonden.",
        ),
        (
            "{Ze} zoekt {haar} zangmap op.",
            "Ik vraag wanneer het koor oefent.",
            "We zingen volgende keer een lied voor de buurvrouw.",
        ),
    ),
    Story(
        Subject.TALKING,
        "Iemand om mee te kaarten.",
        "Klaverjassen leer ik iedereen in een middag.",
        "{Ze} speelde altijd kaart op donderdag.",
        (
            "Gekaart. Ik verloor weer.",
            "Drie potjes hartenjagen. Dit keer gelijk.",
            "{Ze} telt de punten sneller dan ik.",
            "De kaarten lagen al klaar toen ik binnenkwam.",
            "Een nieuw spel geprobeerd. {Ze} won meteen.",
            "Patience gelegd, en onderwijl over van alles gepraat.",
        ),
        (
            "Ik neem een nieuw spel kaarten mee.",
            "Revanche!",
            "We vragen de overbuur voor een potje met drie.",
        ),
    ),
    Story(
        Subject.EATING,
        "Niet altijd alleen eten.",
        "Soep koken voor twintig man, dat kan ik nog wel.",
        "Alleen eten valt {hem} zwaar.",
        (
            "Samen soep gekookt. {Ze} proefde en ik roerde.",
            "We schilden appels en aten de helft op.",
            "Recepten overgeschreven voor de kleindochter.",
            "Er stond mosterdsoep op toen ik kwam.",
            "{Ze} at goed vandaag, twee boterhammen met kaas.",
            "Pannenkoeken gebakken. De eerste mislukte, zoals het hoort.",
        ),
        (
            "Ik neem de volgende keer prei mee.",
            "We bakken een cake voor bij de koffie.",
            "{Ze} schrijft het recept van de mosterdsoep op.",
        ),
    ),
    Story(
        Subject.GOING_OUT,
        "Nog eens de zee zien.",
        "Vogels herkennen aan hun roep, dat leer ik je.",
        "{Ze} is graag buiten en komt er alleen niet meer toe.",
        (
            "Een rondje over de dijk gereden. Veel wind, mooie lucht.",
            "{Ze} hoorde de wulpen eerder dan ik.",
            "We zaten op het bankje achter de kerk tot het fris werd.",
            "Plaatjes gekeken van het wad bij laag water.",
            "De verrekijker op de vensterbank gezet. Er zit een valk in de toren.",
            "De rollator gaat goed over het schelpenpad.",
        ),
        (
            "Als het droog is gaan we naar de dijk.",
            "Ik neem het vogelboek mee.",
            "We rijden langs Noordpolderzijl als de zon schijnt.",
        ),
    ),
    Story(
        Subject.OTHER,
        "Leren beeldbellen met mijn kleinzoon.",
        "Postzegels sorteren voor de vereniging.",
        "{Ze} wil de kleinkinderen vaker zien.",
        (
            "Samen met de tablet geoefend. Het geluid stond uit.",
            "We belden met de kleinzoon in Zwolle, met beeld.",
            "{Ze} stuurde zelf een foto. Trots.",
            "Het wachtwoord opgeschreven in het blauwe boekje.",
            "Foto’s van het nieuwe achterkleinkind bekeken.",
            "De kleinzoon is geslaagd. Er hing een vlag.",
        ),
        (
            "We bellen volgende keer om drie uur met Zwolle.",
            "{Ze} oefent intussen met de grote knoppen.",
            "Ik neem een oplader mee die past.",
        ),
    ),
    Story(
        Subject.CHORE,
        "Iemand die naar de lamp in de gang kijkt.",
        "Stekjes genoeg, voor wie er een wil.",
        "Kleine klussen blijven liggen en dat geeft zorgen.",
        (
            "De lamp in de gang doet het weer.",
            "In de tuin gezeten. De dahlia’s komen op.",
            "Stekjes gezet op de vensterbank, twaalf potjes.",
            "{Ze} wijst aan en ik snoei.",
            "Het vogelhuisje hangt weer recht.",
            "De eerste tomaten geproefd.",
        ),
        (
            "Ik neem een zak potgrond mee.",
            "We halen de bollen uit de schuur.",
            "{Ze} vraagt de klusbank om de goot.",
        ),
    ),
    Story(
        Subject.TRANSPORT,
        "Naar mijn zus in Appingedam kunnen.",
        "Bellen kan ik ook. Ik ben toch vroeg wakker.",
        "Zonder vervoer komt {ze} nergens meer.",
        (
            "De zus in Appingedam had gebeld. Daar fleurde {ze} van op.",
            "Brieven van vroeger gelezen, met een strik eromheen.",
            "We schreven samen een kaart voor de verjaardag van de zus.",
            "Het fotoboek van de boerderij doorgebladerd.",
            "{Ze} vertelde hoe het was met negen aan tafel.",
            "De stamboom van de familie uitgerold over de vloer.",
        ),
        (
            "Ik vraag wat een rit naar Appingedam kost.",
            "{Ze} belt eerst met de zus.",
            "We maken de kaart volgende keer af.",
        ),
    ),
    Story(
        Subject.TALKING,
        "Iemand die voorleest uit de krant.",
        "Voorlezen, graag zelfs.",
        "Lezen gaat niet meer goed, luisteren wel.",
        (
            "Het hoofdstuk uit gelezen. Morgen zou {ze} al verder willen.",
            "De krant van voor naar achter, met commentaar.",
            "{Ze} had de puzzel bijna af. Samen de laatste drie woorden gevonden.",
            "De radio stond op een hoorspel. Dat hebben we afgeluisterd.",
            "Een gedicht opgezegd, zonder één keer haperen.",
            "De bibliotheek bracht boeken met grote letters.",
        ),
        (
            "Ik neem het tweede deel mee.",
            "We gaan samen naar de bibliotheek.",
            "{Ze} kiest het volgende boek.",
        ),
    ),
    Story(
        Subject.GOING_OUT,
        "Weer eens naar een kerkorgel luisteren.",
        "Ik weet alles van fietsen.",
        "{Ze} zoekt mensen die van hetzelfde houden.",
        (
            "De oude fiets staat glimmend in de gang.",
            "We keken op internet naar orgels. {Ze} wist van elk de bouwer.",
            "Een band geplakt. {Ze} deed het voor, ik deed het na.",
            "Naar de kerk gelopen, de deur was open. Er werd geoefend.",
            "Het verhaal van de elfdorpentocht nu helemaal gehoord.",
            "De medaille van 1975 opgepoetst.",
        ),
        (
            "Ik zoek uit wanneer er orgel gespeeld wordt.",
            "{Ze} legt het fietsboek klaar.",
            "We lopen volgende keer tot de kerk.",
        ),
    ),
    Story(
        Subject.OTHER,
        "Weer eens een timmerman om mee te praten.",
        "Messen slijpen doe ik voor het hele dorp.",
        "{Ze} was altijd met hout bezig.",
        (
            "{Ze} vertelde over de timmerwerkplaats.",
            "De tekeningen van de trap lagen op tafel.",
            "Het krukje staat weer stevig op drie poten.",
            "We roken aan het cederhout. Dat deed iets.",
            "Het hele messenblok geslepen, en mijn schaar erbij.",
            "{Ze} weet van elk huis in de straat wie het gebouwd heeft.",
        ),
        (
            "{Ze} neemt de volgende keer de tekeningen door.",
            "Ik breng mijn schaar mee om te slijpen.",
            "We kijken in de schuur of de schaafbank er nog staat.",
        ),
    ),
)

NOTES = (
    "Koffie gedronken en over het dorp gepraat.",
    "Kort gepraat, {ze} was moe.",
    "Goed gelachen om de kat van de buren.",
    "{Ze} had slecht geslapen, maar wilde wel praten.",
    "De post samen doorgenomen. Niets bijzonders.",
    "Foto’s gekeken van de schoolreis.",
    "{Ze} stond al voor het raam te zwaaien.",
    "Het ging over het weer, en daarna over alles.",
    "Even samen buiten gezeten, in de zon.",
    "Bij de thee kwam het verhaal over de trouwdag.",
    "{Haar} bril is gerepareerd. Dat scheelt.",
    "De nieuwe stoel zit goed.",
    "Over de kinderen gepraat, en over hoe ver weg die wonen.",
    "{Ze} had koekjes gebakken voor bij de thee.",
    "Wat stil vandaag. Dat mag ook.",
    "We keken naar het schaatsen.",
    "De huisarts was geweest, alles in orde.",
    "Een wandeling tot aan de brug en terug.",
    "{Ze} vroeg naar mijn kleinkinderen.",
    "Samen de planten water gegeven.",
    "Er was bezoek van de overkant, dus we waren met drie.",
    "Over het nieuws gepraat. {Ze} volgt alles.",
    "De klok loopt weer gelijk.",
    "{Ze} is gisteren zelf naar de winkel gelopen.",
    "Het was de sterfdag. We hebben een kaars gebrand.",
    "Verjaardagskaarten uitgezocht.",
    "We deden een rondje met de auto langs het oude huis.",
    "Thee gedronken. {Ze} vertelde over de winter van 1963.",
    "{Haar} knie speelt op, dus binnen gebleven.",
    "De televisie doet het weer, het was de stekker.",
    "{Ze} had een plan voor de zomer.",
    "Het dorpsblad samen gelezen.",
    "Vandaag vooral geluisterd.",
    "Over de oogst gepraat, {ze} weet er alles van.",
    "{Ze} had bloemen neergezet omdat ik kwam.",
    "De wasmachine uitgelegd, nu met een papiertje erbij.",
    "Oude schoolfoto gevonden. Iedereen had een naam.",
    "Een boodschap gedaan en daarna koffie.",
    "{Ze} was opgewekt, de zon scheen ook.",
    "Sinterklaasverhalen van vroeger gehoord.",
    "De kapper was geweest. Dat mocht gezien worden.",
)
AGREED = (
    "Bel twee keer aan, rechts hoort {ze} slecht.",
    "Ik neem de volgende keer het stratenboek mee.",
    "Volgende keer liever na elven.",
    "De sleutel hangt bij de buren.",
    "Ik breng het dorpsblad mee.",
    "We bellen een dag van tevoren.",
    "{Ze} legt de foto’s klaar.",
    "Volgende keer lopen we tot de brug.",
    "Ik vraag naar de tijden van het café.",
    "{Ze} belt zelf als het niet uitkomt.",
)
TOGETHER = (
    "Met z’n drieën koffie gedronken. Er werd veel gelachen.",
    "Ze vertelden samen hoe ze elkaar hebben leren kennen. Twee verhalen.",
    "We speelden domino, man tegen vrouw.",
    "Ze hadden samen de tafel gedekt.",
    "Over de gouden bruiloft gepraat, en wie er toen was.",
    "Een rondje gereden met z’n drieën, langs de dijk.",
    "Ze waren allebei wat moe van de week.",
    "De kleinkinderen waren er net geweest. Overal tekeningen.",
    "Samen door het dorp gelopen, zij aan zij.",
    "Ze zoeken uit hoe het zit met de nieuwe verwarming.",
    "Thee, en een verhaal over de boerderij dat ze om beurten vertelden.",
    "Het gras was gemaaid. Daar waren ze blij mee.",
    "Ze keken uit naar de feestdagen.",
)
"""Of a visit to two who live together: these stand in the files of both."""

NOTICED = (
    "De gordijnen blijven dicht sinds de hond dood is.",
    "{Ze} komt niet meer op de koffie in de kerk.",
    "{Ze} zegt elke keer dat alles goed gaat, maar {ze} wordt mager.",
    "De krant ligt al drie dagen op de mat.",
    "{Ze} belt de praktijk steeds vaker voor een praatje.",
    "Sinds de verhuizing van de dochter is het stil om {hem} heen.",
    "{Ze} deed altijd boodschappen op vrijdag en komt niet meer.",
    "De tuin was altijd netjes. Nu staat het onkruid hoog.",
    "{Ze} vroeg de postbode om nog even te blijven.",
    "Na de val in het voorjaar is {ze} niet meer buiten gezien.",
    "{Ze} zit hele dagen voor het raam.",
    "Op de biljartclub is {ze} al maanden niet geweest.",
    "Er brandt tot diep in de nacht licht.",
    "{Ze} zei bij de kapper dat niemand meer langskomt.",
    "Sinds het overlijden thuis eet {ze} alleen nog brood.",
    "De buurvrouw is verhuisd, en daar had {ze} steun aan.",
    "{Ze} kwam voor de derde keer dezelfde vraag stellen aan de balie.",
    "Met de feestdagen was er niemand.",
)
VISIT_TRY_NOTES = (
    "Kaartje door de bus met onze naam en foto.",
    "Buurman zegt: na drieën is {ze} er wel.",
    "{Ze} zwaaide door het raam.",
    "De fiets stond er, maar de deur bleef dicht.",
    "De buurvrouw zou zeggen dat we er waren.",
    "Licht aan in de keuken, geen antwoord.",
    "",
    "",
)
BY_TELEPHONE = (
    "Na lang overgaan opgehangen.",
    "Voicemail ingesproken met onze naam.",
    "",
    "In gesprek, later weer geen gehoor.",
)
POSTED = (
    "Kaart met een foto van de dijk.",
    "Kaart met onze namen en wanneer we weer langskomen.",
    "",
    "Kaart geschreven, met de hand.",
)
TALKED = (
    "Eerst aan de deur, toen toch binnen. Koffie.",
    "{Ze} had de kaartjes allemaal bewaard.",
    "Lang gepraat. We mogen terugkomen.",
    "{Ze} wist al wie we waren.",
    "Het begon over het weer en eindigde bij vroeger.",
    "",
)
NOT_NOW = (
    "{Ze} zegt: liever na de feestdagen.",
    "Het is nu te druk in {haar} hoofd.",
    "Eerst de operatie, daarna graag.",
    "",
)
WORRY = "De koelkast was leeg, voor de derde keer. {Ze} wuift het weg."


@dataclass(frozen=True)
class PersonTexts:
    """All that is told, of a woman or of a man."""

    stories: tuple[Story, ...]
    notes: Texts
    agreed: Texts
    noticed: Texts
    visit_try_notes: Texts
    by_telephone: Texts
    posted: Texts
    talked: Texts
    not_now: Texts
    worry: str

    def story(self, contact_id: int) -> Story:
        """The story of this person."""
        return self.stories[_story_of(contact_id)]

    def note(self, contact_id: int, at: int) -> str:
        """What was written after one of their visits: each text once in a round."""
        return _turn(contact_id, at, self.notes, self.story(contact_id).notes)

    def agreement(self, contact_id: int, at: int) -> str:
        """What was agreed for the next time, in rounds as well."""
        return _turn(contact_id, at, self.agreed, self.story(contact_id).agreed)


@lru_cache(maxsize=2)
def texts_about(*, is_woman: bool) -> PersonTexts:
    """All that is told, with the pronouns of a woman or of a man."""
    known = PRONOUNS[is_woman]
    return PersonTexts(
        stories=tuple(_of_story(one, known) for one in STORIES),
        notes=_each(NOTES, known),
        agreed=_each(AGREED, known),
        noticed=_each(NOTICED, known),
        visit_try_notes=_each(VISIT_TRY_NOTES, known),
        by_telephone=_each(BY_TELEPHONE, known),
        posted=_each(POSTED, known),
        talked=_each(TALKED, known),
        not_now=_each(NOT_NOW, known),
        worry=WORRY.format_map(known),
    )


def _of_story(story: Story, known: dict[str, str]) -> Story:
    return Story(
        subject=story.subject,
        wish=story.wish.format_map(known),
        contribution=story.contribution.format_map(known),
        why=story.why.format_map(known),
        notes=_each(story.notes, known),
        agreed=_each(story.agreed, known),
    )


def _each(texts: Texts, known: dict[str, str]) -> Texts:
    return tuple(text.format_map(known) for text in texts)


def _story_of(contact_id: int) -> int:
    return contact_id * 5 % len(STORIES)


def _turn(contact_id: int, at: int, shared: Texts, own: Texts) -> str:
    """The text whose turn it is; `shared` and `own` have a prime number together."""
    place = (contact_id * 11 + at * (3 + contact_id % 5)) % (len(shared) + len(own))
    return own[place] if place < len(own) else shared[place - len(own)]
