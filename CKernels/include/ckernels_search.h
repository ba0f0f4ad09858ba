// The search for keywords in a CTC network's outputs: all of them in one pass over a tree of phones.
#ifndef CKERNELS_SEARCH_H
#define CKERNELS_SEARCH_H

#include <stdint.h>

// Keywords' phones as a tree: those that begin alike share nodes. Nodes are numbered level by level
// from the root, 0, so the children of each are next to each other and come after it.
typedef struct ck_phone_tree {
  int32_t node_count, level_count;
  const int32_t *label;        // of each node, above 0; not read for the root
  const int32_t *parent;       // not read for the root
  const int32_t *first_child;  // node_count + 1; the children of n: first_child[n] ..< first_child[n + 1]
  const int32_t *level_start;  // level_count + 1
  const float *floor;          // a score below it cannot become a hit under the node
  const int32_t *frame_limit;  // nor can a start longer ago than this
  const uint8_t *is_end;       // whether a keyword ends with the node
} ck_phone_tree;

// The best path that has come to a node: in its phone, and in the blank after it. −∞ where none has.
typedef struct ck_phone_token {
  float phone, blank;
  int32_t phone_start, blank_start;  // the frame at which the path entered the tree
} ck_phone_token;

typedef struct ck_phone_hit {
  int32_t node, start;
  float score;
} ck_phone_hit;

// One frame: every path goes on by Viterbi's rule (CTC topology: a phone stays, or goes to the blank
// after it, or straight to a phone that differs; Graves 2006), and new ones enter at the root. A
// path's gain at a frame is gains[label] ≤ 0, the log-likelihood ratio to the best label; label 0 is
// the blank. Paths that no longer can become hits are dropped, so the cost is that of the few alive.
//
// tokens: node_count, all −∞ at first. active: node_count places, the level that begins at
// level_start[l] has its first active_count[l] used; active_count: level_count zeros at first.
// hits: room for node_count. Returns how many there are: the ends of keywords that are alive.
int32_t ck_phone_tree_step(const ck_phone_tree *tree, const float *gains, int32_t frame,
                           ck_phone_token *tokens, int32_t *active, int32_t *active_count,
                           ck_phone_hit *hits);

#endif
