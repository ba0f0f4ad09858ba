// Viterbi decoding over a loop of words, one frame a call, with a beam.
#include "ckernels_search.h"

#include <math.h>

static float larger(float a, float b) { return a > b ? a : b; }

// Where this frame's paths gather.
typedef struct gathering {
  ck_loop_token *tokens;
  int32_t *active, count;
  float floor;
} gathering;

static ck_loop_token *reach(gathering *to, int32_t node) {
  ck_loop_token *const token = &to->tokens[node];
  if (token->phone == -INFINITY && token->blank == -INFINITY) to->active[to->count++] = node;
  return token;
}

static void offer_phone(gathering *to, int32_t node, float score) {
  if (!(score >= to->floor)) return;
  ck_loop_token *const token = reach(to, node);
  token->phone = larger(token->phone, score);
}

static void offer_blank(gathering *to, int32_t node, float score) {
  if (!(score >= to->floor)) return;
  ck_loop_token *const token = reach(to, node);
  token->blank = larger(token->blank, score);
}

int32_t ck_word_loop_step(const ck_loop_node *nodes, int32_t label_count, const float *gains, float pause,
                          float beam, float *between, ck_loop_token *tokens, ck_loop_token *next,
                          const int32_t *active, int32_t active_count, int32_t *next_active, float *best) {
  // The best path between words, and the best of those with another last label.
  int32_t last = 0;
  float first = -INFINITY, second = -INFINITY;
  for (int32_t label = 0; label < label_count; label++) {
    if (between[label] > first) {
      second = first;
      first = between[label];
      last = label;
    } else {
      second = larger(second, between[label]);
    }
  }
  // What some path is sure to have: no other needs more than the beam below it.
  float sure = first + gains[0];
  for (int32_t place = 0; place < active_count; place++) {
    const ck_loop_token token = tokens[active[place]];
    sure = larger(sure, token.phone + gains[nodes[active[place]].label]);
    sure = larger(sure, larger(token.phone, token.blank) + gains[0] + pause);
  }
  gathering to = {next, next_active, 0, sure - beam};

  for (int32_t child = nodes[0].first_child; child < nodes[1].first_child; child++) {
    const int32_t label = nodes[child].label;
    offer_phone(&to, child, (label == last ? second : first) + nodes[child].enter + gains[label]);
  }
  for (int32_t place = 0; place < active_count; place++) {
    const int32_t node = active[place];
    const ck_loop_token token = tokens[node];
    tokens[node] = (ck_loop_token){-INFINITY, -INFINITY};
    const int32_t label = nodes[node].label;
    const float either = larger(token.phone, token.blank);
    offer_phone(&to, node, token.phone + gains[label]);
    offer_blank(&to, node, either + gains[0] + pause);
    if (!(either >= to.floor)) continue;
    for (int32_t child = nodes[node].first_child; child < nodes[node + 1].first_child; child++) {
      const ck_loop_node one = nodes[child];
      offer_phone(&to, child, (one.label == label ? token.blank : either) + one.enter + gains[one.label]);
    }
  }

  between[0] = first + gains[0];
  for (int32_t label = 1; label < label_count; label++) between[label] = -INFINITY;
  float top = between[0];
  for (int32_t place = 0; place < to.count; place++) {
    const ck_loop_token token = next[next_active[place]];
    const ck_loop_node *node = &nodes[next_active[place]];
    const float end = token.phone + node->leave;
    between[node->label] = larger(between[node->label], end);
    top = larger(top, larger(token.phone, token.blank));
  }
  for (int32_t label = 0; label < label_count; label++) {
    between[label] -= top;
    if (!(between[label] >= -beam)) between[label] = -INFINITY;
  }
  int32_t kept = 0;
  for (int32_t place = 0; place < to.count; place++) {
    const int32_t node = next_active[place];
    ck_loop_token *const token = &next[node];
    token->phone -= top;
    token->blank -= top;
    if (!(token->phone >= -beam)) token->phone = -INFINITY;
    if (!(token->blank >= -beam)) token->blank = -INFINITY;
    if (token->phone > -INFINITY || token->blank > -INFINITY) next_active[kept++] = node;
  }
  *best = top;
  return kept;
}
