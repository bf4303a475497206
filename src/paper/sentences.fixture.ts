/**
 * The paper's sentences that say something testable, word for word, by section and in its order: each has a claim in a
 * spec, or stands there under `notJudged` with the reason. Of the rest of the paper, what readings quote. Definitions,
 * settings of experiments and section 5, on others' work, say nothing that could be tested here.
 */
export interface Section {
  readonly section: string;
  /** One entry a sentence, or a half of one that is judged apart; a claim's sentence lies in one entry. */
  readonly testable: readonly string[];
  /** Passages that readings quote. */
  readonly quoted: readonly string[];
}

export const paper: readonly Section[] = [
  {
    section: '1',
    testable: [
      'Many problems of classification, prediction, and control operate on heterogeneous sources of data.',
      'For these sorts of data, smartly partitioning the data and using separate models for each partition has a number of potential benefits.',
      'First, if the data can be well approximated by a handful of simple models, then learning separate, simple models will likely be faster than learning a single complex model.',
      'Second, the partitions of a mixture model can be inspected, giving insight into how the model operates.',
      'Finally, we expect our model will generalize better on data drawn from a hierarchical generative model.',
      'By introducing efficient algorithms for learning sparse mixture of experts models, our work allows users to exploit structure in data for efficiency and accuracy gains.',
    ],
    quoted: [],
  },
  {
    section: '2',
    testable: [
      'First, the problem is not convex.',
      'The objective is invariant to permutations of the cluster assignments, but interpolation between permutations will give an infeasible objective.',
      'Second, if we fix α, then our problem becomes convex.',
      'Without further assumptions, this problem is NP-hard',
      'Hence, the only hope is to solve this problem under assumptions.',
    ],
    quoted: [],
  },
  {
    section: '3.1',
    testable: [
      'This approach is unstable: if no data are assigned to some learner, it is unclear how to update this learner in the next iteration.',
      'In classification settings, an additional problem is that each learner must obtain both positive and negative examples.',
      'Empirically, we find that both issues occur frequently enough to merit considerable discussion.',
      'The solution to the linear sum assignment is an assignment to clusters where each cluster contains exactly N/C samples.',
      'We can solve this inner optimization problem efficiently using the Munkres algorithm [22].',
      'We then appeal to the Birkhoff-von Neumann Theorem [5] to argue that the solution will have integer solutions.',
      'LAP approach is a special case of the LP approach, where the lower and upper bound both equal N/C.',
      'In our experiments, we know that the correct cluster size is N/C, motivating the use of the LAP approach.',
      'In practice, when we do not know the correct size of each cluster, the LP approach gives us flexibility to allow different cluster sizes, while still enforcing constraints on the minimum and maximum sizes of each cluster.',
      'Similarly, the argmin is a generalization of the softmax approach, when the temperature goes to 0.',
      'Note that as the softmax temperature goes to infinity, we end up assigning samples to clusters uniformly at random.',
    ],
    quoted: [],
  },
  {
    section: '3.2',
    testable: [
      'We can then use either first or second order methods to directly optimize this objective.',
      'We can iteratively solve this problem for decreasing values of τ, resulting in a sparse solution α(0) at convergence.',
    ],
    quoted: [],
  },
  {
    section: '3.3',
    testable: [
      'The main objective of these experiments is to illustrate how the naïve approach to alternating minimization results in empty clusters, whereas our proposed methods help avoid this.',
      'We set k = 1000 for the (fast) “argmin” and “softmax” approaches, and k = 10 for the other approaches.',
      'For the regression task, we observe that the baseline “argmin” approach is not stable (i.e., it results in empty clusters) on 20% of datasets.',
      'In contrast, all other approaches avoid empty clusters.',
      'As expected, the randomized “softmax” approach accrues high error because of its stochasticity.',
      'Note that the “LP” and “LAP” methods take substantially longer because they require solving an inner optimization problem.',
      'For the classification task, we observe that the baseline “argmin” approach is unstable for about 25% of random seeds.',
      'Even though the “LP” and “LAP” approaches guarantee that each cluster contains at least L examples, they can still fail to converge if they assign only positive (or only negative) examples to one cluster: it is unclear how to fit a classifier if you lack data from some class.',
      'This observation also explains why the “LP” and “LAP” approaches have high error.',
      'The softmax approach achieves a remarkably small training error.',
      'Because the RBF-SVM learners are quite expressive, they manage to classify the data, even if the cluster assignments are random.',
      'For regression, we recover one expert for each linear segment.',
      'The cluster assignments are random upon initialization, but do not converge to the expected clusters (one for each eye and one for the mouth), despite our model obtaining perfect accuracy.',
      'This observation contradicts our hypothesis that sparse MoE models would necessarily learn interpretable clusters.',
      '“Softmax” is a randomized variant, while “LP” and “LAP” solve inner optimization problems to avoid empty clusters.',
    ],
    quoted: [
      'Column 2 shows the training error, which is the L2 error for regression and the fraction of incorrect labels for classification.',
      'The third column shows the fraction of trials that did not return degenerate solutions (see discussion below).',
      'Are clusters semantically meaningful?',
    ],
  },
  {
    section: '4',
    testable: [
      'We find that αij can directly memorize the labels.',
      'For example suppose that the number of clusters is equal to or larger than the number of classes.',
      'Then, a trivial solution that gets 100% training accuracy is that cluster j always returns class j, and αij is simply equal to 1 if point xi belongs to class j, and 0 otherwise.',
      'Thus, as is, we cannot hope to generalize to any test set.',
    ],
    quoted: [],
  },
  {
    section: '4.1',
    testable: [
      'We choose a functional form for α (in particular, a softmax of a linear function of the data) to structurally impose the constraint that each α be between 0 and 1, and that they sum to 1 for each datum xj.',
    ],
    quoted: ['We solve this problem via dual gradient ascent.'],
  },
  {
    section: '4.1.1',
    testable: [
      'However, for computational efficiency, we do not solve the optimization over θ exactly, but rather take a single gradient step.',
      'This tool readily allows non-expert users to solve constrained optimization problems.',
    ],
    quoted: [],
  },
  {
    section: '4.2',
    testable: [
      'These approaches rest on the following assumption: locality in data-space implies locality in model-space.',
      'In other words, heterogeneity data can be broken into non-heterogeneous clusters.',
      'Both use sparse cluster assignments, which avoids the computational cost of training and evaluating each model across the whole dataset.',
      'We feel this could be improved in future work for the following reason: logistic regression tends to have very high confidence/probability on ‘far-away’ points.',
      'Consequently, during the reassignment phase of the alternating minimization algorithm, ‘far-away’ points are likelier to get assigned to incorrect clusters.',
      'By virtue of being ‘far-away’, these points affect the cluster means a lot leading to bad inference.',
      'One way to remedy this which we could not try was to make the means robust to outliers (for example use k-medians instead).',
    ],
    quoted: [],
  },
  {
    section: '4.3.1',
    testable: [
      'These tasks exhibit varying degrees of heterogeneity in data space.',
      'For example, the Smiley dataset (Fig. 1, top left) can be explained by three simple models (namely, one for the mouth and two for the eyes).',
      'Likewise, the Pendulum behavioral cloning dataset (Fig. 2) can be explained by a collection of linear sub-policies.',
    ],
    quoted: [],
  },
  {
    section: '4.4',
    testable: [
      'We observe that adding the constraint avoids empty clusters, but does not improve generalization.',
      'We observe that, on all tasks, our algorithms perform well on unseen data, demonstrating that our approaches allow mixture of expert models to be applied in the inference setting.',
      'On the Smiley dataset, the “k-means alternating” approach performed best, while the parametric and baseline approaches which performed at chance.',
      'We hypothesize that the semi-supervised methods performed well because they exploit spatial locality of different clusters in the Smiley dataset.',
      'We suspect that the parametric model achieves low test accuracy because it does not enforce that nearby points be assigned to similar clusters.',
      'For the MNIST task, all of the proposed inference mode models perform at a testing accuracy above 90%.',
      'The k-means approach performs the best, likely because the clusters found by k-means are well aligned with the class labels [26].',
      'Finally, on the Pendulum task, each of the proposed algorithms outperforms the logistic regression baseline.',
      'While the logistic regression is able to capture the overall global policy (predicting counter-clockwise when z is negative and clockwise when z is positive),',
      'it fails to capture local structure of the dataset.',
      'Figure 2 (right) shows that the parametric policy achieves the largest and most stable returns.',
      'Surprisingly, “k-means alternating” receives lower returns than the parametric approach, despite obtaining higher train accuracy.',
      'We hypothesize that the noise in the expert data (e.g., incorrect actions) causes the “k-Means alternating” approach to overfit to the training set, obtaining low reward despite high training accuracy.',
      'One benefit of the parametric approach is that we can easily add constraints.',
      'Figure 3 illustrates how, without the constraint, our parametric approach results in 2 of the 5 clusters becoming nearly empty.',
      'In contrast, adding the constraint ensured that all clusters remained non-empty.',
      'Surprisingly, imposing the constraint did not improve generalization.',
      'We suspect that this is an artifact of using a dataset that can be fairly well classified by a single expert.',
      'We hypothesize that the constrained solution would generalize better on more complex tasks, though we leave this to future work.',
      'Finally, one concern with the parametric approach is that it does not explicitly enforce sparsity constraints.',
      'In fact, we find that the parametric approach implicitly learns a sparse solution. The figure to the right illustrates the predicted values of α, which are nearly all 0 or 1.',
      'If we had found that the parametric approach yielded non-sparse solutions, we could apply any of the assignment methods from Section 3.1 to obtain a sparse solution.',
      'Parametric approach implicitly yields integer values for the cluster assignments, α.',
    ],
    quoted: ['We use the MNIST dataset and learn a mixture of C = 10 experts.'],
  },
  {
    section: '6',
    testable: [
      'Mixture models are broadly applicable to applications with heterogeneous data.',
      'We proposed a number of algorithms for stably performing optimization on this model.',
      'We explored how naïve alternating minimization can result in degenerate solutions, where some experts receive no training examples.',
      'We present a series of algorithms that prevent this degeneracy, by careful initialization, adding stochasticity, or solving an inner optimization problem.',
      'Experiments illustrate that our models generally perform well in this setting.',
      'In closing, we hypothesize that the sparse mixture of experts model, solved via algorithms proposed above, will improve generalization, computational efficiency and interpretability, though we leave this to future work.',
    ],
    quoted: [],
  },
];

/** Table 1: accuracies as printed, on smiley and mnist of the test part, on pendulum of the training part. */
export const table1 = {
  columns: ['Smiley (test)', 'MNIST (test)', 'Pendulum (train)'],
  rows: {
    Parametric: ['50.00%', '91.08%', '76.11%'],
    'Logistic Regression (baseline)': ['50.00%', '92.32%', '50.27%'],
    'k-Means Mixture': ['84.00%', '96.07%', '74.10%'],
    'k-Means Alternating Minimization': ['86.16%', '94.28%', '75.56%'],
  },
} as const;
