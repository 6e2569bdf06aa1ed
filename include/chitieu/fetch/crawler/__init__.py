"""The process that crawls: Scrapy, with every connection guarded. Started by `chitieu.fetch.crawl`.

Nothing outside this package imports it: Twisted's reactor cannot be started twice in a process.
"""
