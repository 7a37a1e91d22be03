"""Reads a form off a page and sends it, as a browser without scripts would."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields, self.selects = {}, {}
        self.inside, self.text, self.select, self.many = False, None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = "data-careful" in attrs
        elif self.inside and tag in ("input", "textarea", "select", "option"):
            getattr(self, f"_{tag}")(attrs.get("name"), attrs)

    def _input(self, name, attrs):
        ticks = attrs.get("type") in ("checkbox", "radio")
        if name and not (ticks and "checked" not in attrs):
            default = "on" if ticks else ""
            self.fields.setdefault(name, []).append(attrs.get("value", default))

    def _textarea(self, name, attrs):
        self.text = name
        self.fields[name] = [""]

    def _select(self, name, attrs):
        self.select, self.many = name, "multiple" in attrs
        self.selects[name] = []

    def _option(self, _name, attrs):
        value, first = attrs.get("value", ""), not self.selects[self.select]
        self.selects[self.select].append(value)
        if "selected" in attrs or (first and not self.many):
            kept = self.fields.get(self.select, []) if self.many else []
            self.fields[self.select] = [*kept, value]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data):
        if self.text:
            self.fields[self.text][0] += data


def read(answer):
    """Return the fields of the form on a page, as they would be sent."""
    reader = _Form()
    reader.feed(answer.content.decode())
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in reader.fields.items()
        if name != "csrfmiddlewaretoken"
    }


def choices(answer, name):
    """Return what a list on a page offers, without the empty choice."""
    reader = _Form()
    reader.feed(answer.content.decode())
    return {value for value in reader.selects[name] if value}


def fill(client, address, /, **typed):
    """Open the form at an address, type over some of its fields, and send it."""
    return client.post(address, read(client.get(address)) | typed)


def errors(answer):
    """Return every sentence that a page says is wrong."""
    form = answer.context["form"]
    return [str(one) for some in form.errors.values() for one in some]


def told(answer):
    """Return the messages that the next page will show."""
    return [str(one) for one in answer.wsgi_request._messages]
