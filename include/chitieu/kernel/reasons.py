"""Why a page is not there or is no article: stable codes, each with a sentence for people.

One list for all steps: a login that stands in an article's place has one name, whether the site sends it
with a status of its own, the crawler knows it by its looks, or only the reader of articles finds no article.
A code is never renamed once a release has written it. `docs/runbook.md` says what to do about each,
`publish/labels.yml` what the report calls it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

REASONS: Final = MappingProxyType(
    {
        # --- the address itself
        "bad_address": "The address cannot be read as one, or carries a password or an unusual port.",
        "unsupported_scheme": "Addresses of this kind are not fetched.",
        "address_too_long": "The address is longer than any article's.",
        "url_trap": "The address looks made up by a loop of links: it repeats itself or is nested too deep.",
        "offsite": "The address belongs to no site of this source.",
        # --- politeness
        "robots_disallowed": "The site's robots.txt asks that this address be left alone.",
        "robots_unreachable": "The site's robots.txt cannot be had, so nothing of the site is fetched.",
        "too_many_requests": "The site asks for a longer break than a run waits.",
        # --- the connection
        "address_refused": "The name leads to a private, local or reserved network address.",
        "name_not_found": "No name server knows the host.",
        "connect_failed": "The host does not take the connection, or drops it.",
        "tls_failed": "The host's certificate is not valid, or it speaks no TLS.",
        "timeout": "The answer did not come, or not whole, within the time for one.",
        "malformed_response": "What came is no HTTP answer.",
        "head_too_large": "The answer's headers do not end.",
        "truncated": "The connection ended before the answer did.",
        # --- redirects
        "bad_redirect": "A redirect that leads nowhere.",
        "redirect_loop": "The redirect leads back to where it came from.",
        "too_many_redirects": "More redirects than are followed.",
        "offsite_redirect": "The redirect leaves the sites of this source.",
        "redirected_home": "The article's address leads to the front page: the article is gone.",
        # --- the answer
        "login_required": "The page is for people who have logged in.",
        "forbidden": "The site refuses the page.",
        "not_found": "There is no such page (404).",
        "gone": "The page was taken away (410).",
        "server_error": "The site has a problem of its own (5xx).",
        "http_error": "The site answers with a status that is no page.",
        # --- the body
        "too_large": "The page is larger than any article.",
        "decoded_too_large": "The page unpacks to more than any article.",
        "bad_coding": "The body is not packed as its headers say.",
        "unsupported_coding": "The body is packed in a way that is not known.",
        "empty": "The page is empty.",
        "binary": "A picture, a document or a program, whatever its headers say.",
        "not_a_page": "Neither HTML nor text.",
        "soft_404": "The page says that there is no such page, with a status that says otherwise.",
        "no_article": "The page holds no article, only menus or links.",
        "needs_script": "The page is empty without its scripts.",
        "encoding": "The page is in no encoding that is known.",
        "consent_page": "A page that asks for consent stands where the article should.",
        "challenge_page": "A page that tells people from machines stands where the article should.",
        # --- lists
        "bad_feed": "The feed cannot be read as RSS or Atom.",
        "bad_sitemap": "The sitemap cannot be read as one.",
        "list_limit": "The list has more pages than are followed.",
        # --- files of this machine
        "missing": "The file is not there any more.",
        "unreadable": "The file cannot be read.",
        "unsupported_ending": "The file is no page by its ending.",
        "no_pages": "The folder holds no page.",
        "not_a_file": "No ordinary file stands there.",
        # --- archives of other crawlers
        "other_source": "The page is of another source than the one that was asked for.",
        "original_missing": "The page has not changed since it was fetched, and those bytes are not here.",
        "bad_record": "The record in the archive cannot be read.",
        # --- ourselves
        "internal_error": "The crawler itself failed on this address.",
    }
)
"""Every reason of a page that was not fetched or not read."""
