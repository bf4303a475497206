"""The peer of `make bench` on mnist: scikit-learn, or numpy where it has no such model; one job a process.

Usage: mnist.py JOB FOLDER SETTINGS. FOLDER holds the idx files, SETTINGS is JSON. Prints JSON: `seconds` of CPU, user
and system over all threads, without loading and scoring, and numbers that show that the work was the same.
"""
import json
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.linear_model import LogisticRegression

D, C = 784, 10


def pixels(folder, part):
    """Dense rows of doubles in 0..1, as ours stand for."""
    return np.fromfile(f'{folder}/{part}-images-idx3-ubyte', np.uint8)[16:].reshape(-1, D) / 255


def labels(folder, part):
    return np.fromfile(f'{folder}/{part}-labels-idx1-ubyte', np.uint8)[8:].astype(np.int64)


def timed(run):
    start = time.process_time()
    result = run()
    return result, time.process_time() - start


def fit(x, y, warm=None):
    """From the weights of `warm`, where it knows the same classes; scikit-learn leaves out a class without samples."""
    if warm is not None and np.array_equal(warm.classes_, np.unique(y)):
        return warm.fit(x, y)
    return LogisticRegression(max_iter=100, warm_start=True).fit(x, y)


def penalised(model, x, y):
    """The objective that both minimise: the sum of log losses + |W|^2 / 2."""
    column = np.searchsorted(model.classes_, y)
    return -model.predict_log_proba(x)[np.arange(len(y)), column].sum() + (model.coef_**2).sum() / 2


def squared_distances(x, centres):
    """Less |x|^2, which changes no comparison."""
    return (centres**2).sum(1) - 2 * (x @ centres.T)


def nearest(x, centres):
    return squared_distances(x, centres).argmin(1)


def guesses(models, x):
    """n x k classes, by one product for all models; a class that a model does not know is never guessed."""
    weights, biases = np.zeros((len(models), C, D)), np.full((len(models), C), -np.inf)
    for j, model in enumerate(models):
        weights[j, model.classes_], biases[j, model.classes_] = model.coef_, model.intercept_
    return ((x @ weights.reshape(-1, D).T).reshape(-1, len(models), C) + biases).argmax(2)


def accuracy(folder, models, centres):
    """On the test set, by the model of the nearest centre."""
    x, y = sp.csr_matrix(pixels(folder, 't10k')), labels(folder, 't10k')
    return (guesses(models, x)[np.arange(len(y)), nearest(x, centres)] == y).mean()


def kmeans(folder, given):
    """k-means++ with one candidate a centre, which ours has too, for its cost; then from the centres that ours drew."""
    x = sp.csr_matrix(pixels(folder, 'train'))
    init = np.fromfile(given['centres']).reshape(-1, D)
    _, drawing = timed(lambda: kmeans_plusplus(x, len(init), random_state=0, n_local_trials=1))
    model = KMeans(len(init), init=init, n_init=1, tol=1e-4, max_iter=300, algorithm=given['algorithm'])
    _, moving = timed(lambda: model.fit(x))
    return {'seconds': drawing + moving, 'iterations': model.n_iter_, 'inertia': model.inertia_}


def means(x, cells, k):
    sums = sp.csr_matrix((np.ones(len(cells)), (cells, np.arange(len(cells)))), (k, len(cells))) @ x
    return sums.toarray() / np.maximum(1, np.bincount(cells, minlength=k))[:, None]


def logistic(folder, given):
    """A model for each cell."""
    x, y = sp.csr_matrix(pixels(folder, 'train')), labels(folder, 'train')
    cells = np.fromfile(given['cells'], np.uint32)
    k = cells.max() + 1
    models, seconds = timed(lambda: [fit(x[cells == j], y[cells == j]) for j in range(k)])
    loss = sum(penalised(models[j], x[cells == j], y[cells == j]) for j in range(k))
    right = accuracy(folder, models, means(x, cells, k))
    return {'seconds': seconds, 'loss': loss / len(y), 'accuracy': right}


def alternating(folder, given):
    """The method kmeans-alternating with labels: zero-one and refit, from the initial centres that ours drew."""
    x, y = sp.csr_matrix(pixels(folder, 'train')), labels(folder, 'train')
    init = np.fromfile(given['centres']).reshape(-1, D)
    k, rounds = len(init), 0

    def refit(models, cells):
        held = [cells == j for j in range(k)]
        return [fit(x[held[j]], y[held[j]], models[j]) if held[j].any() else models[j] for j in range(k)]

    def learn():
        nonlocal rounds
        start = KMeans(k, init=init, n_init=1, tol=1e-4, max_iter=300, algorithm='elkan').fit(x)
        far, cells, before = squared_distances(x, start.cluster_centers_), start.labels_, None
        models = [None] * k
        while rounds < given['rounds'] and not np.array_equal(cells, before):
            rounds, before = rounds + 1, cells
            models = refit(models, cells)
            cells = np.where(guesses(models, x) != y[:, None], far + 1e9, far).argmin(1)
        centres = means(x, cells, k)
        return centres, refit(models, nearest(x, centres))

    (centres, models), seconds = timed(learn)
    return {'seconds': seconds, 'iterations': rounds + 1, 'accuracy': accuracy(folder, models, centres)}


def softmax(scores, axis):
    """In place; returns what was taken off and the sums, from which log losses are had."""
    most = scores.max(axis, keepdims=True)
    scores -= most
    np.exp(scores, out=scores)
    total = scores.sum(axis, keepdims=True)
    scores /= total
    return most, total


class Adam:
    """Kingma and Ba (2015), in place: nothing is allocated in a step."""

    def __init__(self, shape, rate):
        self.rate, self.t = rate, 0
        self.first, self.second, self.change, self.root = (np.zeros(shape) for _ in range(4))

    def step(self, theta, gradient):
        self.t += 1
        self.first *= 0.9
        self.first += np.multiply(gradient, 0.1, out=self.change)
        self.second *= 0.999
        gradient *= gradient
        self.second += np.multiply(gradient, 0.001, out=self.change)
        np.multiply(self.second, 1 / (1 - 0.999**self.t), out=self.root)
        np.sqrt(self.root, out=self.root)
        self.root += 1e-8
        np.multiply(self.first, self.rate / (1 - 0.9**self.t), out=self.change)
        self.change /= self.root
        theta -= self.change


def parametric(folder, given):
    """
    Section 4.1.1 with a linear gate and linear experts: dense double batches, one product for the 110 columns of gate
    and experts (biases are a column of ones), gradients by hand, buffers reused.
    """
    k, floor, rho, ascent, m = 10, given['floor'], 10, 0.01, 100
    x = np.hstack([pixels(folder, 'train'), np.ones((60000, 1))])
    y, n, p = labels(folder, 'train'), 60000, k + k * C
    rng = np.random.default_rng(0)
    theta = np.zeros((D + 1, p))
    theta[:D] = rng.uniform(-1, 1, (D, p)) * np.sqrt(6 / (D + C))
    gradient, batch, columns = np.empty_like(theta), np.empty((m, D + 1)), np.empty((m, p))
    adam, dual, rows, total = Adam(theta.shape, 1e-4), np.zeros(k), np.arange(m), 0.0

    def epoch():
        nonlocal total, dual
        order = rng.permutation(n)
        for start in range(0, n, m):
            chosen = order[start : start + m]
            truth = y[chosen]
            np.take(x, chosen, axis=0, out=batch, mode='clip')
            np.matmul(batch, theta, out=columns)
            gate, scores = columns[:, :k], columns[:, k:].reshape(m, k, C)
            picked = scores[rows, :, truth]
            softmax(gate, 1)
            most, sums = softmax(scores, 2)
            loss = np.log(sums[:, :, 0]) + most[:, :, 0] - picked
            shares = gate.mean(0)
            total += (gate * loss).sum()
            force = np.maximum(0, dual + rho * (floor - shares)) if floor > 0 else 0
            value = loss - force
            share = gate / m
            scores[rows, :, truth] -= 1
            scores *= share[:, :, None]
            gate[:] = share * (value - (gate * value).sum(1, keepdims=True))
            np.matmul(batch.T, columns, out=gradient)
            adam.step(theta, gradient)
            if floor > 0:
                dual = np.maximum(0, dual + ascent * (floor - shares))

    _, seconds = timed(epoch)
    test = pixels(folder, 't10k') @ theta[:D] + theta[D]
    expert = test[:, :k].argmax(1)
    guess = test[:, k:].reshape(-1, k, C)[np.arange(len(test)), expert].argmax(1)
    accuracy = (guess == labels(folder, 't10k')).mean()
    return {'seconds': seconds, 'loss': total / n, 'accuracy': accuracy}


def main():
    warnings.filterwarnings('ignore')  # of runs that end at their 100 iterations
    job, folder, given = sys.argv[1:]
    jobs = (logistic, kmeans, alternating, parametric)
    print(json.dumps({run.__name__: run for run in jobs}[job](folder, json.loads(given)), default=float))


main()
