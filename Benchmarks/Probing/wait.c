// A server that answers every request after the same time, as exactly as the machine allows: it counts
// from the moment at which the kernel had the request (socket(7), SO_TIMESTAMPNS), and never sleeps, for
// a processor that slept takes a while to wake. When it is told to end it prints by how much its answers
// were late, p50 and p99 in us, tab between.
//
// usage: wait PORT MICROSECONDS

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { queue_size = 1 << 16, late_size = 1 << 20 };

// The answers under way, in the order in which they are due.
static struct {
    int socket;
    int64_t due;
} queue[queue_size];
static unsigned first, last;
static uint32_t late[late_size];
static unsigned late_count;
static volatile sig_atomic_t is_ended;

static void end(int number) {
    (void)number;
    is_ended = 1;
}

static int64_t nanoseconds(struct timespec time) {
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return nanoseconds(time);
}

// Reads a request; when the kernel had it, or 0 if none came.
static int64_t arrival(int socket) {
    char request[4096], room[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec bytes = {request, sizeof request};
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    if (recvmsg(socket, &message, 0) <= 0) return 0;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SO_TIMESTAMPNS) return now();
    struct timespec stamp;
    memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
    return nanoseconds(stamp);
}

static void watch(int poller, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

static void answer_due(void) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    while (first != last && queue[first % queue_size].due <= now()) {
        int socket = queue[first % queue_size].socket;
        int64_t lateness = now() - queue[first % queue_size].due;
        first++;
        if (send(socket, answer, sizeof answer - 1, MSG_NOSIGNAL) > 0 && late_count < late_size)
            late[late_count++] = (uint32_t)(lateness / 1000);
        shutdown(socket, SHUT_WR);
        close(socket);
    }
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    const int64_t wait = atol(arguments[2]) * 1000;
    signal(SIGTERM, end);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1])),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes); // its connections have it too
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
        perror("wait");
        return 1;
    }
    int poller = epoll_create1(0);
    watch(poller, listener);
    while (!is_ended) {
        answer_due();
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, 0);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == listener) {
                int socket;
                while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
                    watch(poller, socket);
                continue;
            }
            const int64_t begun = arrival(descriptor);
            if (begun == 0 || last - first == queue_size) {
                close(descriptor);
                continue;
            }
            epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL);
            queue[last % queue_size].socket = descriptor;
            queue[last++ % queue_size].due = begun + wait;
        }
    }
    qsort(late, late_count, sizeof late[0], by_size);
    if (late_count > 0) printf("%u\t%u\n", late[late_count / 2], late[late_count * 99 / 100]);
}
