"""Pages in the admin where tickets are handled, and where connectors are looked after."""
