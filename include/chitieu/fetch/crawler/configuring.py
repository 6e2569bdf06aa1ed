"""Scrapy's settings for a plan: what is off is off by name, for Scrapy's defaults are wide open."""

from __future__ import annotations

from typing import Any, Final

from scrapy import Spider
from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from chitieu.fetch.crawler.connecting import PLAN, GuardedHandler, PlanResolver
from chitieu.fetch.crawler.middlewares import Decoding, MetaRefreshes, PoliteRobots, Redirects, Retries
from chitieu.fetch.plan import CrawlPlan
from chitieu.kernel.coding import ACCEPTED

_MOST_DELAY: Final = 60.0
_SCRAPY: Final = "scrapy.downloadermiddlewares"


class Throttle(AutoThrottle):
    """Scrapy's pacing by a site's own slowness, never faster than its `Crawl-delay`."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        engine = self.crawler.engine
        if isinstance(slot, Slot) and key is not None and engine is not None:
            floor = engine.downloader.per_slot_settings.get(key, {}).get("delay", 0.0)
            slot.delay = max(slot.delay, floor)


def scrapy_settings(plan: CrawlPlan) -> dict[str, Any]:
    """The settings of the one crawl of this process."""
    limits = plan.limits
    return {
        PLAN: plan,
        # --- who we are
        "USER_AGENT": plan.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": ACCEPTED,
        },
        # --- what is never spoken
        "DOWNLOAD_HANDLERS": {
            "http": GuardedHandler,
            "https": GuardedHandler,
            **dict.fromkeys(("file", "ftp", "data", "s3")),
        },
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,  # every status ends as an outcome of ours
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": PlanResolver,
        # --- politeness
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": plan.user_agent,
        "DOWNLOAD_DELAY": plan.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        # What a page names is asked for in its order; a hundred tasks a page for items that there are none of
        # would cost more than the page.
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": max(16, plan.concurrent_requests),
        "CONCURRENT_REQUESTS_PER_DOMAIN": plan.concurrent_requests,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": plan.delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": max(_MOST_DELAY, plan.delay_seconds),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(plan.concurrent_requests),
        # --- bounds
        "DOWNLOAD_TIMEOUT": limits.response_seconds,
        "DOWNLOAD_MAXSIZE": limits.body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": limits.redirects,
        "METAREFRESH_MAXDELAY": 10,
        "RETRY_TIMES": limits.retries,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "CLOSESPIDER_TIMEOUT": limits.seconds,
        # --- parts
        "DOWNLOADER_MIDDLEWARES": {
            PoliteRobots: 100,
            f"{_SCRAPY}.robotstxt.RobotsTxtMiddleware": None,
            Retries: 550,
            f"{_SCRAPY}.retry.RetryMiddleware": None,
            MetaRefreshes: 580,
            f"{_SCRAPY}.redirect.MetaRefreshMiddleware": None,
            Decoding: 590,
            f"{_SCRAPY}.httpcompression.HttpCompressionMiddleware": None,
            Redirects: 600,
            f"{_SCRAPY}.redirect.RedirectMiddleware": None,
        },
        "EXTENSIONS": {
            Throttle: 0,
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.spiderstate.SpiderState": None,
            "scrapy.extensions.logstats.LogStats": None,
        },
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
