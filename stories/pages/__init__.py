"""What pages show: frozen values made for templates, which cannot query and do not think."""
