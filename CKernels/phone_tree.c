// Viterbi decoding over a tree of phones. Levels are visited from the leaves to the root, so that a
// node still finds its parent as it was at the frame before.
#include "ckernels_search.h"

#include <math.h>
#include <stdbool.h>

static bool is_alive(const ck_phone_token *t) { return t->phone > -INFINITY || t->blank > -INFINITY; }

static float better(const ck_phone_token *t) { return t->phone > t->blank ? t->phone : t->blank; }

// What may enter a child from `parent`: the better of its blank and, if the labels differ, its phone.
static float leaving(const ck_phone_token *parent, bool differs, int32_t *start) {
  *start = parent->blank_start;
  if (differs && parent->phone > parent->blank) {
    *start = parent->phone_start;
    return parent->phone;
  }
  return parent->blank;
}

int32_t ck_phone_tree_step(const ck_phone_tree *tree, const float *gains, const float *entries, int32_t frame,
                           ck_phone_token *tokens, int32_t *active, int32_t *active_count,
                           ck_phone_hit *hits) {
  int32_t hit_count = 0;
  const float blank_gain = gains[0];
  for (int32_t level = tree->level_count - 1; level >= 0; level--) {
    int32_t *list = active + tree->level_start[level];
    int32_t *below = level + 1 < tree->level_count ? active + tree->level_start[level + 1] : 0;
    const int32_t count = level == 0 ? 1 : active_count[level];
    int32_t kept = 0;
    for (int32_t place = 0; place < count; place++) {
      const int32_t node = level == 0 ? 0 : list[place];
      // Children that nothing has come to yet; the others have looked here themselves. Most gain too
      // little whichever way they are entered, which takes their label and floor to see.
      const float best = level == 0 ? 0.0f : better(&tokens[node]);
      for (int32_t child = tree->first_child[node]; child < tree->first_child[node + 1]; child++) {
        const float most = level == 0 ? entries[tree->label[child]] : best;
        if (!(most + gains[tree->label[child]] >= tree->floor[child])) continue;
        ck_phone_token *const token = &tokens[child];
        if (is_alive(token)) continue;
        int32_t start = frame;
        float score = level == 0 ? most : leaving(&tokens[node], tree->label[child] != tree->label[node], &start);
        score += gains[tree->label[child]];
        if (!(score >= tree->floor[child]) || frame - start > tree->frame_limit[child]) continue;
        *token = (ck_phone_token){score, -INFINITY, start, start};
        below[active_count[level + 1]++] = child;
        if (tree->is_end[child]) hits[hit_count++] = (ck_phone_hit){child, start, score};
      }
      if (level == 0) break;

      const float floor = tree->floor[node];
      const int32_t limit = tree->frame_limit[node];
      const ck_phone_token old = tokens[node];
      ck_phone_token new = {old.phone, old.blank, old.phone_start, old.blank_start};
      if (old.phone > old.blank) {
        new.blank = old.phone;
        new.blank_start = old.phone_start;
      }
      new.blank = tree->first_child[node] < tree->first_child[node + 1] ? new.blank + blank_gain : -INFINITY;
      const int32_t parent = tree->parent[node];
      int32_t start = frame;
      const float score = level == 1 ? entries[tree->label[node]]
                                     : leaving(&tokens[parent], tree->label[parent] != tree->label[node], &start);
      if (score > new.phone) {
        new.phone = score;
        new.phone_start = start;
      }
      new.phone += gains[tree->label[node]];
      if (!(new.phone >= floor) || frame - new.phone_start > limit) new.phone = -INFINITY;
      if (!(new.blank >= floor) || frame - new.blank_start > limit) new.blank = -INFINITY;
      tokens[node] = new;
      if (!is_alive(&new)) continue;
      list[kept++] = node;
      if (tree->is_end[node] && new.phone > -INFINITY)
        hits[hit_count++] = (ck_phone_hit){node, new.phone_start, new.phone};
    }
    if (level > 0) active_count[level] = kept;
  }
  return hit_count;
}
