"""How the ten Cs are called, in their order."""

from crm_desktop.core.i18n import N_

TITLES = {
    "profile": N_("1 Profile"),
    "knowledge": N_("2 Knowledge"),
    "segmentation": N_("3 Segmentation"),
    "customisation": N_("4 Customisation"),
    "value": N_("5 Value to the customer"),
    "satisfaction": N_("6 Satisfaction"),
    "development": N_("7 Development"),
    "retention": N_("8 Retention"),
    "acquisition": N_("9 Acquisition"),
    "profitability": N_("10 Profitability"),
}

GRIDS = {
    "drivers": N_("What goes with losing customers"),
    "win_rates": N_("Where deals are won"),
    "matrix": N_("Value × potential"),
    "moves": N_("Who moved between groups"),
    "funnel": N_("From lead to order"),
    "funnel_sources": N_("Leads by source"),
    "funnel_people": N_("Leads by person"),
    "sources": N_("What sources cost and pay back"),
    "white_space": N_("Who does not buy it yet"),
}
"""What crosses two things, each in a table of its own."""
