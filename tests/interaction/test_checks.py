"""What an operator could forget."""

from cryptography.fernet import Fernet

from interaction import checks


def use(settings, **values):
    settings.GONGKAI = {**settings.GONGKAI, **values}


def test_a_configured_key_has_to_be_one(settings):
    use(settings, TICKET_MASTER_KEY="secret")
    assert [error.id for error in checks.master_key_is_usable(None)] == ["interaction.E001"]
    use(settings, TICKET_MASTER_KEY=Fernet.generate_key().decode())
    assert checks.master_key_is_usable(None) == []
