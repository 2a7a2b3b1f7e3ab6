"""Addresses of the handlers' pages, under /admin/."""

from django.urls import path

from .handling import acts, desk, distributing, exchange, place, reviews, supervision, templates

app_name = "interaction_admin"
urlpatterns = [
    path("tickets/", desk.tickets, name="tickets"),
    path("tickets/distribute/", distributing.distribute, name="distribute"),
    path("tickets/figures/", supervision.figures, name="figures"),
    path("tickets/place/", place.place, name="place"),
    path("tickets/templates/", templates.templates, name="templates"),
    path("tickets/templates/new/", templates.new, name="template_new"),
    path("tickets/templates/<int:pk>/", templates.change, name="template"),
    path("tickets/templates/<int:pk>/remove/", templates.remove, name="template_remove"),
    path("tickets/answers/", reviews.reviews, name="reviews"),
    path("tickets/answers/days/", reviews.days, name="review_days"),
    path("tickets/answers/<int:pk>/still-right/", reviews.still_right, name="still_right"),
    path("tickets/exchange/", exchange.exchange, name="exchange"),
    path("tickets/exchange/messages/<int:pk>/retry/", exchange.retry, name="message_retry"),
    path("tickets/exchange/messages/<int:pk>/lay-aside/", exchange.lay_aside, name="message_lay_aside"),
    path("tickets/exchange/messages/<int:pk>/proof/", exchange.prove, name="message_proof"),
    path("tickets/exchange/<slug:name>/", exchange.connector, name="connector"),
    path("tickets/exchange/<slug:name>/settings/", exchange.settings, name="connector_settings"),
    path("tickets/exchange/<slug:name>/bring-in/", exchange.bring_in, name="bring_in"),
    path("tickets/exchange/<slug:name>/enter/", exchange.enter, name="enter"),
    path("tickets/exchange/<slug:name>/carry/", exchange.carry_out_file, name="carry"),
    path("tickets/exchange/<slug:name>/compare/", exchange.compare, name="compare"),
    path("tickets/<int:pk>/", desk.ticket, name="ticket"),
    path("tickets/<int:pk>/assign/", acts.assign, name="assign"),
    path("tickets/<int:pk>/reply/", acts.reply, name="reply"),
    path("tickets/<int:pk>/files/<int:file_id>/", desk.file, name="ticket_file"),
    path("tickets/<int:pk>/acts/<slug:name>/", acts.act, name="act"),
]
