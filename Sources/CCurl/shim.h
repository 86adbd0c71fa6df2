// libcurl, and one typed wrapper for each kind of argument its variadic functions take.

#pragma once

#include <curl/curl.h>
#include <stdint.h>

static inline CURLcode ccurl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the string, so it need only live until this returns; not so for
// CURLOPT_POSTFIELDS, for which there is ccurl_setopt_body.
static inline CURLcode ccurl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the bytes, so they need only live until this returns.
static inline CURLcode ccurl_setopt_body(CURL *handle, const void *bytes, curl_off_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, count);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, (const char *)bytes);
}

// libcurl copies the bytes, so they need only live until this returns.
static inline CURLcode ccurl_setopt_trusted(CURL *handle, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
}

// libcurl keeps the pointer until the option is set anew or the handle is reset; the caller frees
// the list after that.
static inline CURLcode ccurl_setopt_list(CURL *handle, CURLoption option,
                                         struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl keeps the pointer, and hands it to the callbacks.
static inline CURLcode ccurl_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);

// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode ccurl_setopt_data_callback(CURL *handle, CURLoption option,
                                                  ccurl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

typedef curl_socket_t (*ccurl_open_callback)(void *context, curlsocktype purpose,
                                             struct curl_sockaddr *address);

// The callback makes each socket of the handle's connections, or returns CURL_SOCKET_BAD; libcurl
// owns and closes what it returns. The context is CURLOPT_OPENSOCKETDATA.
static inline CURLcode ccurl_setopt_open_callback(CURL *handle, ccurl_open_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

typedef CURLcode (*ccurl_tls_callback)(CURL *handle, void *tls_context, void *context);

// The callback changes the TLS context of each connection that is made (an SSL_CTX of OpenSSL). Its
// own context is CURLOPT_SSL_CTX_DATA.
static inline CURLcode ccurl_setopt_tls_callback(CURL *handle, ccurl_tls_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, callback);
}

typedef int (*ccurl_ready_callback)(void *context, char *peer, char *own, int peer_port,
                                    int own_port);

// The callback decides whether the request may go out on the connection to `peer`, an address as
// text; it returns CURL_PREREQFUNC_OK or CURL_PREREQFUNC_ABORT. The context is CURLOPT_PREREQDATA.
static inline CURLcode ccurl_setopt_ready_callback(CURL *handle, ccurl_ready_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode ccurl_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode ccurl_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// The string belongs to libcurl and lives until the handle is used again.
static inline CURLcode ccurl_getinfo_string(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}

typedef int (*ccurl_socket_callback)(CURL *handle, curl_socket_t descriptor, int what,
                                     void *context, void *socket_context);
typedef int (*ccurl_timer_callback)(CURLM *multi, long milliseconds, void *context);

// libcurl keeps the callbacks and the context until the multi handle is cleaned up.
static inline CURLMcode ccurl_multi_set_callbacks(CURLM *multi, ccurl_socket_callback on_socket,
                                                  ccurl_timer_callback on_timer, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code;
}

static inline CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The next transfer that is done, with its result; NULL if there is none.
static inline CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    if (message == NULL || message->msg != CURLMSG_DONE) return NULL;
    *result = message->data.result;
    return message->easy_handle;
}
