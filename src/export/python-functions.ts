/** What computes a layer, and reads the cells of a row, in Python. */
import type { LayerKind } from '../math/layers.js';
import { decimal, isoDate, missingMarks } from '../tables/frame-builder.js';
import { pythonText } from './escapes.js';

/** From a row to features, through layers. */
export const reading = `_MISSING = {${[...missingMarks].map(pythonText).join(', ')}}
_DECIMAL = re.compile(r"${decimal.source}", re.ASCII)
_DATE = re.compile(r"${isoDate.source}", re.ASCII)


def _cell(row, one):
    """A cell as a number: of a category the index of its level."""
    name, kind, fill = one["name"], one["kind"], one["fill"]
    if name not in row:
        raise ValueError("the row has no column %r" % name)
    cell = row[name]
    missing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    text = cell.strip() if isinstance(cell, str) else cell
    if kind == "category" and not missing:
        for level in (_level(cell), _level(text)):
            if level in one["levels"]:
                return {"value": one["levels"].index(level), "missing": False, "outside": False}
    if missing or (isinstance(text, str) and text in _MISSING):
        return {"name": name, "value": fill, "missing": True, "outside": False}
    if kind == "category":
        value = {"refuse": None, "base": 0, "missing": fill}[one["unseen"]]
        if value is None:
            raise ValueError("%r must be one of %s; got %r" % (name, ", ".join(one["levels"]), cell))
        return {"value": value, "missing": False, "outside": True}
    value = _days(text) if kind == "date" else _number(text)
    if value is None or not math.isfinite(value):
        what = "a date such as 2024-05-31" if kind == "date" else "a number"
        raise ValueError("%r must be %s; got %r" % (name, what, cell))
    limits = one["range"]
    return {"value": value, "missing": False, "outside": limits is not None and not limits[0] <= value <= limits[1]}


def _level(cell):
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _number(text):
    if isinstance(text, str):
        return float(text) if _DECIMAL.match(text) else None
    try:
        return None if isinstance(text, bool) else float(text)
    except (TypeError, ValueError, OverflowError):
        return None


def _days(text):
    """Days since 1970-01-01, UTC, of a date, such a number of days, or an ISO text, with or without a time."""
    if isinstance(text, datetime.datetime):
        since = text.replace(tzinfo=None) - (text.utcoffset() or datetime.timedelta()) - datetime.datetime(1970, 1, 1)
        return since // datetime.timedelta(milliseconds=1) / 86400000
    if isinstance(text, datetime.date):
        return float(text.toordinal() - 719163)
    if not isinstance(text, str):
        return _number(text)
    found = _DATE.match(text)
    if not found:
        return None
    _, time, seconds, fraction, zone = found.groups()
    try:
        days = datetime.date(int(text[:4]), int(text[5:7]), int(text[8:10])).toordinal() - 719163
    except ValueError:
        return None
    if time is None:
        return float(days)
    hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19]) if seconds else 0
    milli = int((fraction[1:] + "00")[:3]) if fraction else 0
    east = 0
    if zone and zone != "Z":
        ahead, past = int(zone[1:3]), int(zone[-2:])
        if ahead > 23 or past > 59:
            return None
        east = (60 * ahead + past) * (-1 if zone[0] == "-" else 1)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and minute + second + milli > 0):
        return None
    return (((days * 24 + hour) * 60 + minute - east) * 60000 + second * 1000 + milli) / 86400000


def _encode(features, cells):
    x = []
    for feature in features:
        product = 1.0
        for factor in feature["factors"]:
            cell = cells[factor["input"]]
            if "missing" in factor:
                product *= 1.0 if cell["missing"] else 0.0
            elif cell["value"] is None:
                raise ValueError("%r is missing" % cell["name"])
            elif "level" in factor:
                product *= 1.0 if cell["value"] == factor["level"] else 0.0
            else:
                product *= cell["value"]
        x.append((product - feature["center"]) / feature["scale"])
    return x


def _run(layers, x):
    for layer, data in layers:
        x = layer(x, data)
    return x


def _greatest(values):
    """The index of the greatest value, ties to the first."""
    return max(range(len(values)), key=values.__getitem__)`;

/** What computes a layer. */
export const functions: Readonly<Record<LayerKind | 'exp', string>> = {
  affine: `def affine(x, data):
    """x' weights + biases, which are the first term of each sum, or the last."""
    sums = []
    for j, bias in enumerate(data["biases"]):
        total = bias if data["first"] else 0.0
        for value, weights in zip(x, data["weights"]):
            total += value * weights[j]
        sums.append(total if data["first"] else total + bias)
    return sums`,
  constant: `def constant(x, data):
    """The same whatever x is."""
    return data["values"]`,
  tanh: `def tanh(x, data):
    powers = [exp_negative(2.0 * abs(value)) for value in x]
    return [(p - 1.0) / (p + 1.0) if value < 0.0 else (1.0 - p) / (1.0 + p) for value, p in zip(x, powers)]`,
  rbf: `def rbf(x, data):
    """exp(-gamma |x - center|^2) of each center."""
    powers = []
    for center in data["centers"]:
        squares = 0.0
        for a, b in zip(x, center):
            squares += (a - b) * (a - b)
        powers.append(exp_negative(data["gamma"] * squares))
    return powers`,
  nearest: `def nearest(x, data):
    """1 for the nearest center of those that count, ties to the first, 0 for the others."""
    best, least = -1, math.inf
    for j, center in enumerate(data["centers"]):
        distance = 0.0
        for a, b in zip(x, center):
            distance += abs(a - b) ** data["power"]
        if data["counts"][j] and (best < 0 or distance < least):
            best, least = j, distance
    return [1.0 if j == best else 0.0 for j in range(len(data["centers"]))]`,
  tree: `def tree(x, data):
    """From the first node on to "yes" where the feature is at most "most", else to "no"; the shares of the leaf."""
    node = data["nodes"][0]
    while "shares" not in node:
        node = data["nodes"][node["yes"] if x[node["feature"]] <= node["most"] else node["no"]]
    return node["shares"]`,
  'log-sigmoid': `def log_sigmoid(x, data):
    """log(1 / (1 + exp(-x)))."""
    return [min(value, 0.0) - math.log1p(exp_negative(abs(value))) for value in x]`,
  softmax: `def softmax(x, data):
    """exp(x_j) / sum_l exp(x_l)."""
    most = max(x)
    powers = [exp_negative(most - value) for value in x]
    total = 0.0
    for power in powers:
        total += power
    scale = 1.0 / total
    return [power * scale for power in powers]`,
  exp: `def exp_negative(x):
    """exp(-x) for x >= 0, to 2e-13 of it, as moe computes it: with math.exp the last digits would differ."""
    if x >= 745.0:
        return 0.0
    ln2 = ${Math.LN2}
    steps = int(x * (64.0 / ln2))
    rest = steps * (ln2 / 64.0) - x
    series = 1.0 + rest * (1.0 + rest * (1.0 / 2.0 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0)))))
    return 2.0 ** -(steps >> 6) * 2.0 ** (-(steps & 63) / 64.0) * series`,
};
