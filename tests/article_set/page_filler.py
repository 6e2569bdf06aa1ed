"""What stands around the articles of the set: menus, cards, comments, styles and scripts, the same each time.

All of it is drawn from a seed, so that a page has the same bytes on every machine. Headlines hold figures on
purpose: a reader that takes a teaser for the article takes a wrong figure along.
"""

from __future__ import annotations

import json
import random
from typing import Final

from markupsafe import Markup, escape

_PLACES: Final = (
    "Hoàng Mai", "Sóc Sơn", "Quốc Oai", "Mê Linh", "Thường Tín", "Ba Vì", "Đống Đa", "Long Biên", "Hà Đông",
    "Phú Xuyên", "Bắc Từ Liêm", "Thạch Thất", "Cầu Giấy", "Ứng Hòa", "Tây Hồ", "Mỹ Đức",
)  # fmt: skip
_DEEDS: Final = (
    "trao {n} suất quà cho công nhân khó khăn", "kết nạp thêm {n} đoàn viên mới", "giải ngân {n} tỷ đồng vốn đầu tư công",
    "xử phạt {n} trường hợp vi phạm trật tự đô thị", "hỗ trợ {n} hộ cận nghèo vay vốn", "khánh thành {n} nhà văn hóa thôn",
    "tiêm chủng cho {n} trẻ em", "thu ngân sách vượt {n}% dự toán", "khám sức khỏe cho {n} nữ lao động",
    "đón {n} nghìn lượt khách dịp lễ", "trồng mới {n} cây xanh", "gỡ vướng cho {n} doanh nghiệp",
)  # fmt: skip
_WHO: Final = (
    "Huyện",
    "Quận",
    "Công đoàn",
    "Liên đoàn Lao động",
    "Hội Nông dân",
    "Thanh niên",
    "Trường học ở",
)
_SECTIONS: Final = (
    "Thời sự", "Chính trị", "Công đoàn", "Việc làm", "Kinh tế", "Tài chính", "Bất động sản", "Xã hội", "Giao thông",
    "Đô thị", "Nông thôn mới", "Giáo dục", "Y tế", "Văn hóa", "Du lịch", "Thể thao", "Pháp luật", "Bạn đọc",
    "Quốc tế", "Công nghệ", "Xe", "Giải trí", "Ảnh", "Video", "Podcast", "Infographic", "Emagazine", "Tư vấn",
    "Tuyển dụng", "Chế độ chính sách", "Bảo hiểm", "An toàn lao động", "Nhà trọ", "Chuyển đổi số",
)  # fmt: skip
_OPINIONS: Final = (
    "Tin này đáng mừng, mong các nơi khác làm được như vậy.", "Theo tôi nên công khai danh sách {n} đơn vị cho dân biết.",
    "Công ty tôi {n} người mà chưa thấy ai đến khảo sát.", "Số liệu {n}% này tính trên tổng số nào vậy tòa soạn?",
    "Cảm ơn bài viết, rất sát thực tế ở cơ sở.", "Quê tôi cũng có {n} hộ như thế, mong được quan tâm.",
)  # fmt: skip
_READERS: Final = ("Bạn đọc Nam", "Thu Hà", "Lê Văn Toản", "Ngọc", "Công nhân Hải", "Một bạn đọc")
_CSS: Final = ("color:#{h}", "margin:{n}px auto", "padding:{n}px 0", "font-size:{n}px", "background:#{h}", "max-width:{n}%",
               "display:inline-block", "line-height:1.{n}", "border-radius:{n}px", "transition:all .{n}s")  # fmt: skip
_JS: Final = (
    "function {a}(e,t){{return e?t.{b}(e):null}}", "var {a}=window.{b}||{{}};", "if(typeof {a}!=='undefined'&&{a}.length>{n}){{{b}({n});}}",
    "{a}.push({{key:'{b}',value:{n},zone:{n}}});", "document.getElementById('{a}').style.height='{n}px';",
    "try{{{a}.init({{slot:'/2193/{b}',size:[[{n},250]]}})}}catch(e){{console.log(e)}}",
)  # fmt: skip

_RAILS: Final = (
    '<div class="{k}-item"><div class="{k}-item-in"><a class="{k}-pic" href="{u}" title="{t}"><picture><source srcset="{p}" '
    'media="(min-width:768px)"><img loading="lazy" src="{p}" alt="{t}"></picture></a><div class="{k}-txt"><h3 class="{k}-tt">'
    '<a href="{u}" title="{t}"><span>{t}</span></a></h3><div class="{k}-mt"><a href="#"><span>{s}</span></a>'
    '<span class="{k}-ago">{n} phút trước</span></div></div></div></div>\n',
    '<article class="{k}"><figure class="{k}-f"><a href="{u}"><img data-src="{p}" alt=""></a></figure><header><h4><a href="{u}">'
    '{t}</a></h4></header><div class="{k}-b"><span class="{k}-c"><a href="#">{s}</a></span><span class="{k}-n"><i>{i}</i>'
    "<em>{n}</em></span></div></article>\n",
    '<li class="{k}-li"><div class="{k}-l"><a href="{u}"><img src="{p}" width="120" height="80" alt="{t}"></a></div>'
    '<div class="{k}-r"><a href="{u}" class="{k}-a"><b>{t}</b></a><p class="{k}-d"><span>{s}</span> <span>|</span> '
    '<span>{n} giờ</span></p></div><div class="clearfix"></div></li>\n',
)


class Filler:
    """The furniture of one page."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same pages each time, no secret

    def _word(self) -> str:
        return "".join(self._random.choices("abcdefghijklmnopqrstuvwxyz", k=self._random.randint(3, 9)))

    def number(self, low: int = 2, high: int = 980) -> int:
        """A number as a counter or a headline holds it."""
        return self._random.randint(low, high)

    def headline(self) -> str:
        """A headline of another page."""
        who, place = self._random.choice(_WHO), self._random.choice(_PLACES)
        return f"{who} {place} {self._random.choice(_DEEDS).format(n=self.number())}"

    def teaser(self) -> str:
        """What a card says under its headline: a sentence or two, as prose as the article's own."""
        place = self._random.choice(_PLACES)
        return (
            f"Sáng nay, tại {place}, đại diện {self.number(20, 90)} đơn vị dự hội nghị; ban tổ chức cho biết "
            f"{self._random.choice(_DEEDS).format(n=self.number())}, bằng {self.number(60, 140)}% kế hoạch năm."
        )

    def slug(self) -> str:
        """The path of another page."""
        return f"/{self._word()}-{self._word()}-{self._word()}-{self.number(1000, 999999)}.html"

    def section(self) -> str:
        """The name of a section."""
        return self._random.choice(_SECTIONS)

    def headlines(self, count: int) -> list[str]:
        """Several headlines."""
        return [self.headline() for _ in range(count)]

    def menu(self, groups: int = 12, inner: int = 8, kind: str = "li") -> Markup:
        """Entries of a large menu, two levels deep."""
        if kind == "a":
            return Markup(" ").join(
                Markup('<a href="{}" title="{}">{}</a>').format(self.slug(), name, name)
                for name in (self.section() for _ in range(groups))
            )
        out = []
        for _ in range(groups):
            below = Markup("").join(
                Markup('<li class="sub-item"><a href="{}" title="{}">{}</a></li>\n').format(
                    self.slug(), name, name
                )
                for name in (self.section() for _ in range(inner))
            )
            name = self.section()
            out.append(
                Markup(
                    '<li class="nav-item has-child"><a class="nav-link" href="{}">{}</a><ul class="sub">{}</ul></li>\n'
                ).format(self.slug(), name, below)
            )
        return Markup("").join(out)

    def opinions(self, count: int) -> list[tuple[str, str]]:
        """Readers and what they write."""
        return [
            (self._random.choice(_READERS), self._random.choice(_OPINIONS).format(n=self.number()))
            for _ in range(count)
        ]

    def css(self, kilobytes: int) -> Markup:
        """A style sheet of about this size."""
        rules: list[str] = []
        size = 0
        while size < kilobytes * 1000:
            body = ";".join(
                self._random.choice(_CSS).format(n=self.number(1, 40), h=f"{self.number(0, 0xFFFFFF):06x}")
                for _ in range(4)
            )
            rules.append(f".{self._word()}-{self._word()} .{self._word()}>a:hover{{{body}}}")
            size += len(rules[-1])
        return Markup("\n".join(rules))  # noqa: S704 - made here, of no one's words

    def js(self, kilobytes: int) -> Markup:
        """A script of about this size; some of its strings look like markup and like prose."""
        lines: list[str] = []
        size = 0
        while size < kilobytes * 1000:
            lines.append(self._random.choice(_JS).format(a=self._word(), b=self._word(), n=self.number()))
            if self.number(0, 30) == 0:
                lines.append(
                    f"var tpl{self.number()}='<div class=\"item\"><p>{self.headline()}</p><\\/div>';"
                )
            size += len(lines[-1])
        return Markup("\n".join(lines))  # noqa: S704 - made here, of no one's words

    def json(self, count: int) -> Markup:
        """State of a page that is drawn by script: teasers as JSON."""
        items = [
            {"id": self.number(), "title": self.headline(), "description": self.teaser(), "url": self.slug()}
            for _ in range(count)
        ]
        return Markup(json.dumps(items, ensure_ascii=False).replace("</", "<\\/"))  # noqa: S704 - made here

    def rail(self, count: int) -> Markup:
        """Rows of cards below the page, nested as builders of pages nest them, in classes that say nothing."""
        kind = self._word()
        form = self._random.choice(_RAILS)
        rows = []
        for _ in range(count):
            headline = self.headline()
            rows.append(
                Markup(form).format(  # noqa: S704 - made here, and what is put in is escaped
                    k=kind,
                    u=self.slug(),
                    t=headline,
                    p=self.picture(),
                    s=self.section(),
                    n=self.number(1, 59),
                    i=self.icon(),
                )
            )
        return Markup('<div class="{}-zone">{}</div>').format(kind, Markup("").join(rows))

    def icon(self) -> Markup:
        """A drawn icon."""
        path = " ".join(
            f"{self._random.choice('MLCQ')}{self.number(0, 24)} {self.number(0, 24)}" for _ in range(12)
        )
        return Markup('<svg width="24" height="24" viewBox="0 0 24 24"><path d="{}"/></svg>').format(path)

    def picture(self) -> Markup:
        """The address of a lazy picture."""
        return escape(
            f"https://cdn.example.vn/w640/{self._word()}/{self.number(2012, 2025)}/{self._word()}.jpg"
        )
