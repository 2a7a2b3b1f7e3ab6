"""Files as units write them (.docx, .wps, .doc, .ofd, pasted HTML), read into what a draft is made of.

Pure functions of bytes, with no models: :func:`portal.files.conversion.service.convert` runs them in a process of its
own, with limits.
"""
