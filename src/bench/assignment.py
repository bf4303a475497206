"""The peers of `make bench` on the bounded assignment: SciPy, HiGHS and CVXOPT; one solver and size a process.

Usage: assignment.py SOLVER FILE K LIMIT. FILE holds n x k losses, doubles; each cluster takes n / k samples, rounded
down or up. Prints JSON: `seconds` of CPU of one call, user and system over all threads, without building what the solver
is given; the `calls` timed; the `objective` found. Calls are repeated as timing.ts does, within LIMIT seconds.
"""
import json
import statistics
import sys
import time

import numpy as np
import scipy.sparse as sp

BATCH, BATCHES, WARM_UP = 0.05, 5, 0.5


def square(loss, least, most):
    """SciPy's linear assignment on the matrix of munkres.ts: `most` columns a cluster, dummies on those not needed."""
    from scipy.optimize import linear_sum_assignment

    n, k = loss.shape
    side = k * most
    costs = np.zeros((side, side))
    costs[:n] = np.repeat(loss, most, axis=1)
    costs[n:, np.arange(side) % most < least] = 2  # losses are below 1
    return lambda: linear_sum_assignment(costs), lambda found: costs[found].sum()


def constraints(n, k):
    """Rows of the linear program over alpha, sample by sample: the sum of each sample's, of each cluster's."""
    return sp.kron(sp.eye(n), np.ones((1, k))), sp.kron(np.ones((1, n)), sp.eye(k))


def highs(method):
    """Sizes are inequalities even where they leave no choice: as equalities, the last of which follows, they take longer."""

    def solver(loss, least, most):
        from scipy.optimize import linprog

        n, k = loss.shape
        samples, sizes = constraints(n, k)
        given = {
            'A_eq': samples.tocsc(),
            'b_eq': np.ones(n),
            'A_ub': sp.vstack([sizes, -sizes]).tocsc(),
            'b_ub': np.r_[np.full(k, most), np.full(k, -least)],
        }

        def objective(found):
            assert found.status == 0, found.message
            return found.fun

        return lambda: linprog(loss.ravel(), bounds=(0, None), method=method, **given), objective

    return solver


def cone(loss, least, most):
    """
    CVXOPT's interior point method, which needs equalities of full rank and inequalities with an interior. A range of
    sizes is a variable a cluster: as a dense row of inequalities it takes fifty times as long.
    """
    from cvxopt import matrix, solvers, spmatrix

    def sparse(rows):
        rows = sp.coo_matrix(rows)
        return spmatrix(rows.data.tolist(), rows.row.tolist(), rows.col.tolist(), rows.shape)

    n, k = loss.shape
    samples, sizes = constraints(n, k)
    costs, positive = loss.ravel(), -sp.eye(n * k)
    if least == most:
        equal, sums = sp.vstack([samples, sizes.tocsr()[:-1]]), np.r_[np.ones(n), np.full(k - 1, least)]
        below, bounds = positive, np.zeros(n * k)
    else:
        equal, sums = sp.bmat([[samples, None], [sizes, -sp.eye(k)]]), np.r_[np.ones(n), np.zeros(k)]
        below = sp.block_diag([positive, sp.vstack([sp.eye(k), -sp.eye(k)])])
        bounds = np.r_[np.zeros(n * k), np.full(k, most), np.full(k, -least)]
        costs = np.r_[costs, np.zeros(k)]
    given = matrix(costs), sparse(below), matrix(bounds.astype(float)), sparse(equal), matrix(sums.astype(float))
    solvers.options['show_progress'] = False

    def objective(found):
        assert found['status'] == 'optimal', found['status']
        return found['primal objective']

    return lambda: solvers.lp(*given), objective


def timed(call, calls):
    start = time.process_time()
    for _ in range(calls):
        result = call()
    return result, time.process_time() - start


def per_call(call, limit):
    """As perCall of timing.ts; also the result."""
    result, took = timed(call, 1)
    if took > limit:
        return result, took, 1
    calls, spent, times = 1, took, []
    while spent < WARM_UP:
        if took < BATCH:
            calls *= 2
        _, took = timed(call, calls)
        spent += took
    while len(times) < BATCHES and sum(times) < limit:
        times.append(timed(call, calls)[1])
    return result, statistics.median(times) / calls, calls * len(times)


SOLVERS = {
    'linear_sum_assignment': square,
    'highs-ds': highs('highs-ds'),
    'highs-ipm': highs('highs-ipm'),
    'cvxopt': cone,
}


def main():
    solver, file, k, limit = sys.argv[1:]
    loss = np.fromfile(file).reshape(-1, int(k))
    n, k = loss.shape
    call, objective = SOLVERS[solver](loss, n // k, -(-n // k))
    result, seconds, calls = per_call(call, float(limit))
    print(json.dumps({'seconds': seconds, 'calls': calls, 'objective': float(objective(result))}))


main()
