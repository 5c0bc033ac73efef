from flask import Blueprint

from thuis_app.organisation.endings import forms

bp = Blueprint("endings", __name__)
bp.add_app_template_filter(forms.line_words, "ending")
