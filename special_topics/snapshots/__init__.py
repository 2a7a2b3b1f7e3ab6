"""An archived topic as files: its public page with all that it shows, served by any web server (clause C6).

Everything is asked for as a stranger would ask for it, inside this process: what the public may not see can't get in.
"""
