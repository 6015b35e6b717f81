"""The yearly growth that similar series have in common: one path a group, estimated from all of them at once.

The growth of series s of group g (residence and arrangement: rural standards catch up with urban ones) and place k in
year t, on the scale of `trend`, is

    growth(s, t) = common(g, t) + place(k, t) + own(s, t) + step(s, t)

`common` and `own` fade: autoregressions with one persistence, `common` around a long-run growth that is known
vaguely, `own` around 0. A damped trend (Gardner and McKenzie 1985), damped at each level of the hierarchy. `place`
is the year's luck of one prefecture, whose series move together; `step` the chance of the single decree. A level that
only a second-hand source gives has an error of its own. All are normal, with the standard deviations of `Parameters`,
so that the paths given everything known are a linear mixed model's best linear unbiased predictions (Henderson 1975;
Robinson 1991), the same as generalised least squares with the priors as further observations. A step farther than
`clip` standard deviations from its group's path counts as that far (Huber 1964): one leap of 40% moves nobody else.

Everything is closed form. The years of a place are eliminated place by place, so that the size of the system is groups
times years, however many series there are.
"""

from typing import NamedTuple

import numpy as np

CLIP_ROUNDS = 3
OF_COMMON = ("long_run", "long_run_error", "group")  # sizes of `Parameters` that only say what paths are expected


class Parameters(NamedTuple):
    """Standard deviations in logarithm a year (money standards; other indicators times their `scale`), and damping.

    The four in `backtest.CANDIDATES` are chosen by forecasting (docs/backtest.md); the others by the size that the
    steps of the shipped tables have.
    """

    long_run: float = 0.02  # expected growth far ahead
    long_run_error: float = 0.01
    persistence: float = 0.9  # share of a deviation that is left a year later
    common: float = 0.03
    group: float = 0.01
    own: float = 0.01
    place: float = 0.02
    step_average: float = 0.01
    step: float = 0.03
    second_hand: float = 0.01  # error of a level that neither an official nor a news source gives
    average_spread: float = 0.8  # the spread of a forecast average, relative to what the model says
    clip: float = 2.0


class Patterns(NamedTuple):
    """The distinct ways in which series are known. Steps from one known year to the next, padded with empty ones."""

    covers: np.ndarray  # patterns × steps × years: 1 where the year belongs to the step
    second_hand: np.ndarray  # patterns × (steps + 1): 1 where the level before, the last level after, is second-hand
    average: np.ndarray  # patterns: whether an average
    last: np.ndarray  # patterns: index of the last known year; −1 is the year before the first


class OwnModel(NamedTuple):
    """What a pattern's steps say, given the path of the group. See `own_model`."""

    precision: np.ndarray  # patterns × steps × steps, without the place: for the paths
    deviation: np.ndarray  # patterns × steps: weights that give `own` in the last known year
    slip: np.ndarray  # patterns × steps: weights that give the error of the last level
    left: np.ndarray  # patterns × 2 × 2: what remains unknown of both
    reach: np.ndarray  # patterns × steps: standard deviation of a step around the path


class Evidence(NamedTuple):
    """What the steps say of the paths: it depends on no size of OF_COMMON. See `evidence`."""

    reach: np.ndarray  # as in `OwnModel`
    told: np.ndarray  # patterns × steps × years: weights that give what a step says of each year
    system: np.ndarray  # groups·years squared: S of `_system`
    kept: np.ndarray  # groups × places × years × years


class Paths(NamedTuple):
    """The common growth of each group given all that is known. See `path`."""

    years: np.ndarray  # first to last year of any step
    groups: np.ndarray  # their numbers
    scale: float
    score: np.ndarray  # groups·years: (I + S·P)⁻¹·right-hand side
    gain: np.ndarray  # groups·years squared: (I + S·P)⁻¹·S
    parameters: Parameters


def own_model(patterns: Patterns, scale: float, parameters: Parameters) -> OwnModel:
    """Weights and remaining variances of each pattern, by conditioning the normal distribution on its steps.

    Covariance of the steps around the path: step²·years on the diagonal; own²·persistence^|t − u| summed over the
    years of both; second_hand² for a level that two steps share, negative. Where a series' own deviation is told, the
    luck of its place is added: place² for each year that two steps share.
    """
    covers, flags = patterns.covers, patterns.second_hand
    years = np.arange(covers.shape[2])
    length = covers.sum(axis=2)
    empty = length == 0
    own, slip = (scale * parameters.own) ** 2, (scale * parameters.second_hand) ** 2
    fading = covers @ _fading(years, years, parameters)
    diagonal = (scale * step_spread(patterns.average, parameters)) ** 2
    covariance = own * fading @ covers.transpose(0, 2, 1)
    spread = diagonal[:, None] * length + slip * (flags[:, :-1] + flags[:, 1:]) * ~empty + empty
    steps = np.arange(covers.shape[1])
    covariance[:, steps, steps] += spread
    shared = -slip * flags[:, 1:-1] * ~empty[:, 1:]
    covariance[:, steps[:-1], steps[1:]] += shared
    covariance[:, steps[1:], steps[:-1]] += shared
    whole = covariance + (scale * parameters.place) ** 2 * covers @ covers.transpose(0, 2, 1)
    to_last = parameters.persistence ** np.maximum(patterns.last[:, None] - years, 0)
    told = np.stack([own * np.einsum("pst,pt->ps", covers, to_last), np.zeros_like(length)], axis=1)
    final = np.maximum((~empty).sum(axis=1) - 1, 0)
    rows = np.arange(len(covers))
    last_flag = flags[rows, (~empty).sum(axis=1)]
    told[rows, 1, final] = slip * last_flag * ~empty[:, 0]
    weights = np.linalg.solve(whole, told.transpose(0, 2, 1)).transpose(0, 2, 1)
    before = np.zeros((len(covers), 2, 2))
    before[:, 0, 0], before[:, 1, 1] = own, slip * last_flag
    left = before - weights @ told.transpose(0, 2, 1)
    reach = np.sqrt(np.einsum("pss->ps", whole))
    return OwnModel(np.linalg.inv(covariance), weights[:, 0], weights[:, 1], left, reach)


def evidence(
    pattern: np.ndarray,
    group: np.ndarray,
    place: np.ndarray,
    patterns: Patterns,
    parameters: Parameters,
    scale: float = 1.0,
) -> Evidence:
    """What series of these patterns, groups and places say of the paths, whatever is expected of these."""
    own = own_model(patterns, scale, parameters)
    told = own.precision @ patterns.covers
    size = (int(group.max(initial=0)) + 1, int(place.max(initial=0)) + 1, patterns.covers.shape[2])
    weight = patterns.covers.transpose(0, 2, 1) @ told
    return Evidence(own.reach, told, *_system(pattern, group, place, weight, size, scale, parameters))


def pool(
    steps: np.ndarray,
    pattern: np.ndarray,
    group: np.ndarray,
    place: np.ndarray,
    patterns: Patterns,
    years: np.ndarray,
    parameters: Parameters,
    scale: float = 1.0,
    said: Evidence | None = None,
) -> Paths:
    """The paths of all groups, from series × steps and the numbers of each series' pattern, group and place.

    `steps`: growth from one known year to the next, padded with 0. `years`: those of `patterns.covers`. `scale`
    multiplies all standard deviations. `said`: `evidence` of the same, where it is at hand.
    """
    said = said or evidence(pattern, group, place, patterns, parameters, scale)
    _, told, system, kept = said
    groups = np.arange(int(group.max(initial=0)) + 1)
    size = (len(groups), int(place.max(initial=0)) + 1, len(years))
    prior = _prior(groups, years, groups, years, scale, parameters)
    shrunk = np.linalg.inv(np.eye(len(system)) + system @ prior)
    around = steps - parameters.long_run * patterns.covers.sum(axis=2)[pattern]
    clipped = around
    for _ in range(CLIP_ROUNDS):
        sums = np.zeros(size)
        np.add.at(sums, (group, place), np.einsum("ns,nst->nt", clipped, told[pattern]))
        right = sums.sum(axis=1) - np.einsum("gktu,ku->gt", kept, sums.sum(axis=0))
        score = shrunk @ right.ravel()
        common = (prior @ score).reshape(len(groups), len(years))
        expected = np.einsum("nst,nt->ns", patterns.covers[pattern], common[group])
        clipped = expected + _clip(around - expected, said.reach[pattern], parameters)
    return Paths(years, groups, scale, score, shrunk @ system, parameters)


def path(paths: Paths, group: int, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the common growth of a group in `years`, also such as lie outside those of the data.

    Of a group that no series lends to (a number beyond `paths.groups`), only what all groups have in common is known.
    """
    parameters, one = paths.parameters, np.array([group])
    inside = _prior(one, years, paths.groups, paths.years, paths.scale, parameters)
    before = _prior(one, years, one, years, paths.scale, parameters)
    return parameters.long_run + inside @ paths.score, before - inside @ paths.gain @ inside.T


def deviations(
    steps: np.ndarray, pattern: np.ndarray, group: np.ndarray, patterns: Patterns, own: OwnModel, paths: Paths
) -> tuple[np.ndarray, np.ndarray]:
    """Of each series: its `own` growth in the last known year, and the error of its last level."""
    common = np.stack([path(paths, number, paths.years)[0] for number in range(int(group.max(initial=0)) + 1)])
    expected = np.einsum("nst,nt->ns", patterns.covers[pattern], common[group])
    around = _clip(steps - expected, own.reach[pattern], paths.parameters)
    return (around * own.deviation[pattern]).sum(axis=1), (around * own.slip[pattern]).sum(axis=1)


def step_spread(average: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Standard deviation of the chance of one year, for averages (true) and other series."""
    return np.where(average, parameters.step_average, parameters.step)


def _clip(around: np.ndarray, reach: np.ndarray, parameters: Parameters) -> np.ndarray:
    farthest = parameters.clip * reach
    return np.clip(around, -farthest, farthest)


def _fading(one: np.ndarray, other: np.ndarray, parameters: Parameters) -> np.ndarray:
    return parameters.persistence ** np.abs(one[:, None] - other)


def _prior(
    one: np.ndarray,
    years: np.ndarray,
    other: np.ndarray,
    other_years: np.ndarray,
    scale: float,
    parameters: Parameters,
) -> np.ndarray:
    """Covariance of the common growth of some groups (numbers) in some years with that of others in others."""
    between = parameters.common**2 + parameters.group**2 * (one[:, None] == other)
    fading = np.kron(between, _fading(years, other_years, parameters))
    return scale**2 * (fading + parameters.long_run_error**2)


def _system(
    pattern: np.ndarray,
    group: np.ndarray,
    place: np.ndarray,
    weight: np.ndarray,
    size: tuple[int, int, int],
    scale: float,
    parameters: Parameters,
) -> tuple[np.ndarray, np.ndarray]:
    """S, what the steps say of the paths (groups·years squared), the years of each place k eliminated, and how.

    With W(g, k) the sum of `weight` (patterns × years × years) over the series of a group and place and
    B(k) = I/place² + Σ W(g, k) over the groups: S(g, h) = Σ [g = h] W(g, k) − W(g, k)·B(k)⁻¹·W(h, k) over the places,
    and W·B⁻¹ (groups × places × years × years).
    """
    groups, _, count = size
    cells = np.zeros((*size, count))
    named, times = np.unique(np.stack([group, place, pattern]), axis=1, return_counts=True)
    np.add.at(cells, tuple(named[:2]), times[:, None, None] * weight[named[2]])
    inverse = np.linalg.inv(np.eye(count) / (scale * parameters.place) ** 2 + cells.sum(axis=0))
    kept = cells @ inverse
    system = -np.einsum("gktu,hkuv->gthv", kept, cells, optimize=True)
    every = np.arange(groups)
    system[every, :, every, :] += cells.sum(axis=1)
    return system.reshape(groups * count, groups * count), kept
