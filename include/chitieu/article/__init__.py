"""Bytes of a page to an article: decoded, cut into blocks, with the page's furniture set apart.

`parse_article` is the only way in. It raises `PageRejected` for a page that holds no readable article.
"""

from chitieu.article.parser import PARSER_VERSION, parse_article

__all__ = ["PARSER_VERSION", "parse_article"]
