// How exactly libcurl's multi interface in C measures a target that takes a known time: GET requests of
// one URL at a steady rate, each with a connection of its own, begun at random moments as those of many
// probes are. Prints by how much the times that libcurl tells differ from the target's, p50 and p99 in
// ms, tab between.
//
// usage: paced URL TARGET_MICROSECONDS REQUESTS A_SECOND

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "request.h"

enum { idle_max = 4096 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_size(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    const double truth = atof(arguments[2]);
    const long total = atol(arguments[3]);
    const double rate = atof(arguments[4]);
    double *errors = malloc(sizeof *errors * (size_t)total), next = now();
    CURLM *multi = curl_multi_init();
    CURL *idle[idle_max];
    long begun = 0, ended = 0, idle_count = 0;
    srand(1);
    while (ended < total) {
        for (; begun < total && next <= now(); begun++) {
            start(multi, idle_count > 0 ? idle[--idle_count] : curl_easy_init(), arguments[1]);
            next += 2.0 * rand() / RAND_MAX / rate;
        }
        int active, messages;
        curl_multi_perform(multi, &active);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &messages)) != NULL) {
            CURL *handle = message->easy_handle;
            curl_off_t time = 0;
            curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &time);
            const double error = (double)time - truth;
            errors[ended++] = error < 0 ? -error : error;
            curl_multi_remove_handle(multi, handle);
            if (idle_count < idle_max) {
                idle[idle_count++] = handle;
            } else {
                curl_easy_cleanup(handle);
            }
        }
        const double left = begun < total ? next - now() : 1;
        curl_multi_poll(multi, NULL, 0, left > 0 ? (int)(left * 1000) + 1 : 0, NULL);
    }
    qsort(errors, (size_t)total, sizeof *errors, by_size);
    printf("%.2f\t%.2f\n", errors[total / 2] / 1000, errors[total * 99 / 100] / 1000);
    return 0;
}
