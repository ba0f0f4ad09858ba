// The search for keywords in a CTC network's outputs: all of them in one pass over a tree of phones,
// against a loop of common words.
#ifndef CKERNELS_SEARCH_H
#define CKERNELS_SEARCH_H

#include <stdint.h>

// A node of a tree of words' phones: words that begin alike share nodes. Nodes are numbered from the root, 0,
// so that the children of each are next to each other and come after it.
typedef struct ck_loop_node {
  int32_t label;        // above 0; not read for the root
  int32_t first_child;  // the children of node n: nodes[n].first_child ..< nodes[n + 1].first_child
  float enter;          // gained on coming here from the parent, at most 0
  float leave;          // gained where a word ends here, at most 0; −∞ if none does
} ck_loop_node;

// What is gained where a word follows another, by the nodes that they end with.
typedef struct ck_word_pairs {
  const int32_t *first;   // the pairs after node n: first[n] ..< first[n + 1]; null if there are none at all
  const int32_t *second;  // ascending for each n
  const float *gain;      // above 0
} ck_word_pairs;

// The best path that has come to a node: in its phone, and in the blank after it. −∞ where none has.
typedef struct ck_loop_token {
  float phone, blank;
  int32_t phone_after, blank_after;  // the node with which the word before ended; 0 if there was none
} ck_loop_token;

// A path that is between two words, and the node with which the last one ended; 0 if there was none.
typedef struct ck_loop_gap {
  float score;
  int32_t after;
} ck_loop_gap;

// What is gained where a word ends with node `second` after one that ended with `first`; 0 for other pairs.
float ck_pair_gain(const ck_word_pairs *pairs, int32_t first, int32_t second);

// One frame of Viterbi decoding over words that follow each other in any order (CTC topology: a phone
// stays, or goes to the blank after it, or straight to a phone that differs; Graves 2006). gains[label] ≤ 0
// is the label's log-likelihood ratio to the best one; label 0 is the blank, and `pause` ≤ 0 is gained beside at each
// of a word's own, or a word might be begun and never ended. A pair's gain comes where its second word ends; of paths
// that meet at a node only the best goes on, whatever the word before. Scores are relative to the best path, whose own is
// 0; those below −beam are dropped, so the cost is that of the paths alive.
//
// nodes: node_count, and one more whose first_child is node_count. between: label_count, the best path that is
// between two words by its last label; {0, −∞, …} at first. tokens: node_count, all −∞ at first; next: the
// same, all −∞, which takes this frame's. active: node_count places of which active_count are used, none at
// first; next_active: as many places. Returns how many of next_active are used; *best is what the best
// path gained at this frame, at most 0 but for pairs. What is given as `next` is `tokens` at the next frame; `tokens`
// comes back all −∞.
int32_t ck_word_loop_step(const ck_loop_node *nodes, const ck_word_pairs *pairs, int32_t label_count,
                          const float *gains, float pause, float beam, ck_loop_gap *between,
                          ck_loop_token *tokens, ck_loop_token *next, const int32_t *active,
                          int32_t active_count, int32_t *next_active, float *best);

// Keywords' phones as a tree: those that begin alike share nodes. Nodes are numbered level by level
// from the root, 0, so the children of each are next to each other and come after it.
typedef struct ck_phone_tree {
  int32_t node_count, level_count;
  const int32_t *label;        // of each node, above 0; not read for the root
  const int32_t *parent;       // not read for the root
  const int32_t *first_child;  // node_count + 1; the children of n: first_child[n] ..< first_child[n + 1]
  const int32_t *level_start;  // level_count + 1
  const float *floor;          // a score below it is dropped at the node
  const int32_t *frame_limit;  // and so is a path that started longer ago than this
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

// One frame: every path goes on by Viterbi's rule, and new ones enter at the root with entries[label], the
// score before this frame of what a path that begins with this label may follow. A path's gain at a
// frame is gains[label], its log-likelihood ratio to the background; label 0 is the blank. Paths that
// are below their floor are dropped, so the cost is that of the few alive.
//
// tokens: node_count, all −∞ at first. active: node_count places, the level that begins at
// level_start[l] has its first active_count[l] used; active_count: level_count zeros at first.
// hits: room for node_count. Returns how many there are: the ends of keywords that are alive.
int32_t ck_phone_tree_step(const ck_phone_tree *tree, const float *gains, const float *entries, int32_t frame,
                           ck_phone_token *tokens, int32_t *active, int32_t *active_count,
                           ck_phone_hit *hits);

#endif
