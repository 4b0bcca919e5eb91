"""The form of a till: a voucher's code."""

from wtforms import StringField
from wtforms.validators import InputRequired

from pages.speech import lazy
from pages.web.forms import BaseForm


class CodeForm(BaseForm):
    """The code of a voucher, for whoever has no camera."""

    code = StringField(
        lazy("Code on the voucher"),
        [InputRequired(lazy("Enter the code from the voucher."))],
        description=lazy("Like V-7K3F-22QX-M4C. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
