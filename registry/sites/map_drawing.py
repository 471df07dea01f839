"""The map of the region as lines of an SVG: cercles and countries around it, a circle for each located site.

Outlines and their licences: `registry/reference/geo`. A degree of longitude is shortened as it is in the middle of the
region; at this size no better projection shows.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from registry.reference_files import FOLDER
from registry.sites.population import SitePopulation

WIDTH = 720
TALLEST = 1.05  # height for a width of one
SHORTENING = math.cos(math.radians(13.8))
MARGIN = 0.04
LARGEST_RADIUS = 32
SMALLEST_RADIUS = 5
LETTER_WIDTH, LETTER_HEIGHT = 10, 22
NAME_WIDTH = 14  # of a letter of a country, on a telephone
COUNTRY_NAMES = {
    "Sénégal": (-12.08, 12.9),
    "Mauritanie": (-10.75, 15.5),
    "Guinée": (-11.1, 11.85),
    "Mali": (-8.55, 14.1),
}
# Where the middle of a cercle is taken by its sites, or too narrow for its name.
CERCLE_NAMES = {"kenieba": (-10.62, 12.5), "nioro_du_sahel": (-9.95, 14.9)}

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A cercle or a country: its key, the `d` of its path, and where its name stands."""

    key: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Ground:
    """The part of the map that is drawn, without any figure."""

    width: int
    height: int
    cercles: list[Outline]
    countries: list[Outline]
    west: float
    north: float
    scale: float

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """The point of the drawing for a place, in its units."""
        return (
            round((longitude - self.west) * SHORTENING * self.scale),
            round((self.north - latitude) * self.scale),
        )


@dataclass(frozen=True)
class Circle:
    """One site: its area is proportional to its persons. `women` is the `d` of the sector of women."""

    site: SitePopulation
    x: int
    y: int
    radius: str
    women: str
    label: str
    label_x: int
    is_label_left: bool


@cache
def _outlines() -> dict[str, dict[str, list[Point]]]:
    shapes = json.loads((FOLDER / "geo" / "outlines.json").read_text(encoding="utf-8"))
    return {
        kind: {key: [(x, y) for x, y in ring] for key, ring in rings.items()}
        for kind, rings in shapes.items()
    }


def mapped_cercles() -> list[str]:
    """The codes of the cercles that have an outline."""
    return list(_outlines()["cercles"])


@cache
def ground(cercle: str = "") -> Ground:
    """The whole region, or one cercle (its code) that fills the drawing. Raises KeyError for a cercle without outline."""
    cercles = _outlines()["cercles"]
    framed = [point for key, ring in cercles.items() if cercle in ("", key) for point in ring]
    if cercle:
        cercles[cercle]
    west, east = min(x for x, _ in framed), max(x for x, _ in framed)
    south, north = min(y for _, y in framed), max(y for _, y in framed)
    border = MARGIN * max(east - west, north - south)
    west, east, south, north = west - border, east + border, south - border, north + border
    missing = (north - south) / TALLEST - (east - west) * SHORTENING
    if missing > 0:
        west, east = west - missing / SHORTENING / 2, east + missing / SHORTENING / 2
    scale = WIDTH / ((east - west) * SHORTENING)
    drawing = Ground(WIDTH, round((north - south) * scale), [], [], west, north, scale)
    for key, ring in cercles.items():
        outline = _outline(drawing, key, ring, CERCLE_NAMES.get(key) or _middle(ring))
        if outline is not None:
            drawing.cercles.append(outline)
    for key, ring in _outlines()["countries"].items():
        outline = _outline(drawing, key, ring, COUNTRY_NAMES[key])
        if outline is not None:
            drawing.countries.append(outline)
    return drawing


def names_abroad(drawing: Ground) -> list[Outline]:
    """The countries whose name stands wholly inside the drawing, at its largest size."""
    return [
        country
        for country in drawing.countries
        if country.x - NAME_WIDTH * len(country.key) / 2 >= 0
        and country.x + NAME_WIDTH * len(country.key) / 2 <= drawing.width
        and LETTER_HEIGHT <= country.y <= drawing.height
    ]


def _outline(drawing: Ground, key: str, ring: list[Point], name_at: Point) -> Outline | None:
    """The shape in units of the drawing, each point from the one before; None when it is out of the frame."""
    points = [drawing.place(*point) for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > drawing.height:
        return None
    steps = [
        f"{x - a} {y - b}" for (a, b), (x, y) in zip(points, points[1:], strict=False) if (a, b) != (x, y)
    ]
    start = f"M{points[0][0]} {points[0][1]}"
    return Outline(key, f"{start}l{' '.join(steps)}z", *drawing.place(*name_at))


def _middle(ring: list[Point]) -> Point:
    """The centre of gravity of a shape."""
    area = x_sum = y_sum = 0.0
    for (a, b), (x, y) in zip(ring, ring[1:], strict=False):
        cross = a * y - x * b
        area, x_sum, y_sum = area + cross, x_sum + (a + x) * cross, y_sum + (b + y) * cross
    return x_sum / (3 * area), y_sum / (3 * area)


def circles(drawing: Ground, sites: Iterable[SitePopulation]) -> list[Circle]:
    """A circle for each site that is located inside the drawing, the largest first so that none covers another.

    Radii depend on the largest figure shown. A name stands on the right or on the left, where it hides no other name
    and not the middle of another circle; else nowhere.
    """
    located = [
        (line, *drawing.place(float(line.site.longitude), float(line.site.latitude)))
        for line in sites
        if line.site.longitude is not None and line.site.latitude is not None
    ]
    located.sort(key=lambda place: -(place[0].total or 0))
    largest = max((line.total or 0 for line, _x, _y in located), default=0) or 1
    discs = [
        (line, x, y, max(SMALLEST_RADIUS, LARGEST_RADIUS * math.sqrt((line.total or 0) / largest)))
        for line, x, y in located
        if 0 <= x <= WIDTH and 0 <= y <= drawing.height
    ]
    middles = [(x - r / 2, y - r / 2, x + r / 2, y + r / 2) for _line, x, y, r in discs]
    drawn: list[Circle] = []
    names: list[Box] = []
    for rank, (line, x, y, radius) in enumerate(discs):
        name = short_name(line.site.label) if line.total else ""
        taken = [*names, *middles[:rank], *middles[rank + 1 :]]
        side = next((way for way in (1, -1) if _is_free(_box(name, x, y, radius, way), taken)), 0)
        if name and side:
            names.append(_box(name, x, y, radius, side))
        drawn.append(
            Circle(
                line,
                x,
                y,
                f"{radius:.1f}",
                _sector(line, x, y, radius),
                name if side else "",
                round(x + side * (radius + 4)),
                side < 0,
            )
        )
    return drawn


def short_name(label: str) -> str:
    """The name of a site without what explains it: "Loulo" for "Loulo (complexe Loulo-Gounkoto)"."""
    return label.split(" (")[0].split(" / ")[0]


Box = tuple[float, float, float, float]


def _box(name: str, x: int, y: int, radius: float, side: int) -> Box:
    """Where a name stands on the right (side 1) or on the left (-1) of a circle."""
    near, far = x + side * radius, x + side * (radius + LETTER_WIDTH * len(name))
    return min(near, far), y - LETTER_HEIGHT / 2, max(near, far), y + LETTER_HEIGHT / 2


def _is_free(box: Box, taken: Iterable[Box]) -> bool:
    """Whether a box stands inside the drawing and on none of these."""
    left, top, right, bottom = box
    return (
        left >= 0
        and right <= WIDTH
        and not any(
            left < far and near < right and top < low and high < bottom for near, high, far, low in taken
        )
    )


def _sector(line: SitePopulation, x: int, y: int, radius: float) -> str:
    """The part of women, from the top clockwise; empty for none, all, or a hidden figure."""
    if not line.women or not line.men or not line.total:
        return ""
    angle = 2 * math.pi * line.women / line.total
    end_x, end_y = x + radius * math.sin(angle), y - radius * math.cos(angle)
    wide = int(angle > math.pi)
    return f"M{x} {y}v{-radius:.1f}A{radius:.1f} {radius:.1f} 0 {wide} 1 {end_x:.1f} {end_y:.1f}z"
