// What a probe takes at the least: GET requests of one URL with libcurl's multi interface in C, each
// with a handle and a connection of its own, a number of them at a time, nothing recorded but the
// times and the status. Prints the CPU of one in us, tab, and how many a second.
//
// usage: floor URL REQUESTS AT_A_TIME

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "request.h"

// Whether the transfer ended with 200; its times are asked for as a probe would.
static int is_good(CURL *handle, CURLcode code) {
    static const CURLINFO times[] = {
        CURLINFO_NAMELOOKUP_TIME_T,  CURLINFO_CONNECT_TIME_T,       CURLINFO_APPCONNECT_TIME_T,
        CURLINFO_PRETRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME_T, CURLINFO_TOTAL_TIME_T};
    curl_off_t time;
    long status = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        curl_easy_getinfo(handle, times[i], &time);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return code == CURLE_OK && status == 200;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    long left = atol(arguments[2]), running = 0, wrong = 0;
    const long total = left, at_a_time = atol(arguments[3]);
    CURLM *multi = curl_multi_init();
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (; running < at_a_time && left > 0; running++, left--)
        start(multi, curl_easy_init(), arguments[1]);
    while (running > 0) {
        int active, messages;
        curl_multi_perform(multi, &active);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &messages)) != NULL) {
            CURL *handle = message->easy_handle;
            if (!is_good(handle, message->data.result)) wrong++;
            curl_multi_remove_handle(multi, handle);
            if (left-- > 0) {
                start(multi, handle, arguments[1]);
            } else {
                curl_easy_cleanup(handle);
                running--;
            }
        }
        if (running > 0) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (wrong > 0) fprintf(stderr, "%ld of %ld requests failed\n", wrong, total);
    const double took =
        (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9;
    printf("%.1f\t%.0f\n", (seconds(usage.ru_utime) + seconds(usage.ru_stime)) / (double)total * 1e6,
           (double)total / took);
    return wrong > 0;
}
