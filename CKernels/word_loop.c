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

// Whether a path goes on; one without hope would have its node listed again and again.
static int is_offer(const gathering *to, float score) { return score >= to->floor && score > -INFINITY; }

static void offer_phone(gathering *to, int32_t node, float score, int32_t after) {
  if (!is_offer(to, score)) return;
  ck_loop_token *const token = reach(to, node);
  if (score > token->phone) {
    token->phone = score;
    token->phone_after = after;
  }
}

static void offer_blank(gathering *to, int32_t node, float score, int32_t after) {
  if (!is_offer(to, score)) return;
  ck_loop_token *const token = reach(to, node);
  if (score > token->blank) {
    token->blank = score;
    token->blank_after = after;
  }
}

float ck_pair_gain(const ck_word_pairs *pairs, int32_t first, int32_t second) {
  if (!pairs->first || first == 0) return 0;
  int32_t low = pairs->first[first], high = pairs->first[first + 1];
  const int32_t end = high;
  while (low < high) {
    const int32_t middle = low + (high - low) / 2;
    if (pairs->second[middle] < second) low = middle + 1;
    else high = middle;
  }
  return low < end && pairs->second[low] == second ? pairs->gain[low] : 0;
}

int32_t ck_word_loop_step(const ck_loop_node *nodes, const ck_word_pairs *pairs, int32_t label_count,
                          const float *gains, float pause, float beam, ck_loop_gap *between,
                          ck_loop_token *tokens, ck_loop_token *next, const int32_t *active,
                          int32_t active_count, int32_t *next_active, float *best) {
  // The best path between words, and the best of those with another last label.
  int32_t last = 0;
  ck_loop_gap first = {-INFINITY, 0}, second = first;
  for (int32_t label = 0; label < label_count; label++) {
    if (between[label].score > first.score) {
      second = first;
      first = between[label];
      last = label;
    } else if (between[label].score > second.score) {
      second = between[label];
    }
  }
  // What some path is sure to have: no other needs more than the beam below it.
  float sure = first.score + gains[0];
  for (int32_t place = 0; place < active_count; place++) {
    const ck_loop_token token = tokens[active[place]];
    sure = larger(sure, token.phone + gains[nodes[active[place]].label]);
    sure = larger(sure, larger(token.phone, token.blank) + gains[0] + pause);
  }
  gathering to = {next, next_active, 0, sure - beam};

  for (int32_t child = nodes[0].first_child; child < nodes[1].first_child; child++) {
    const int32_t label = nodes[child].label;
    const ck_loop_gap *const gap = label == last ? &second : &first;
    offer_phone(&to, child, gap->score + nodes[child].enter + gains[label], gap->after);
  }
  for (int32_t place = 0; place < active_count; place++) {
    const int32_t node = active[place];
    const ck_loop_token token = tokens[node];
    tokens[node] = (ck_loop_token){-INFINITY, -INFINITY, 0, 0};
    const int32_t label = nodes[node].label;
    const float either = larger(token.phone, token.blank);
    const int32_t after = token.blank > token.phone ? token.blank_after : token.phone_after;
    offer_phone(&to, node, token.phone + gains[label], token.phone_after);
    offer_blank(&to, node, either + gains[0] + pause, after);
    if (!(either >= to.floor)) continue;
    for (int32_t child = nodes[node].first_child; child < nodes[node + 1].first_child; child++) {
      const ck_loop_node one = nodes[child];
      const int repeats = one.label == label;
      offer_phone(&to, child, (repeats ? token.blank : either) + one.enter + gains[one.label],
                  repeats ? token.blank_after : after);
    }
  }

  between[0] = (ck_loop_gap){first.score + gains[0], first.after};
  for (int32_t label = 1; label < label_count; label++) between[label] = (ck_loop_gap){-INFINITY, 0};
  float top = between[0].score;
  for (int32_t place = 0; place < to.count; place++) {
    const int32_t node = next_active[place];
    const ck_loop_token token = next[node];
    top = larger(top, larger(token.phone, token.blank));
    float end = token.phone + nodes[node].leave;
    if (!(end > -INFINITY)) continue;
    end += ck_pair_gain(pairs, token.phone_after, node);
    top = larger(top, end);
    ck_loop_gap *const gap = &between[nodes[node].label];
    if (end > gap->score) *gap = (ck_loop_gap){end, node};
  }
  for (int32_t label = 0; label < label_count; label++) {
    between[label].score -= top;
    if (!(between[label].score >= -beam)) between[label].score = -INFINITY;
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
