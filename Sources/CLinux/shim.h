// Linux headers that Swift's Glibc module leaves out, and wrappers for what Swift cannot call.

#pragma once

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// `epoll_data_t` is a union; this keeps the one member we use in one place.
static inline int clinux_epoll_ctl(int epoll, int operation, int descriptor, uint32_t events,
                                   uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

// glibc declares accept4 for `_GNU_SOURCE` only, which changes other declarations of the same
// headers and so the Swift module of the C library.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// Accepts a connection, non-blocking and closed on exec.
static inline int clinux_accept(int descriptor, struct sockaddr_storage *address,
                                socklen_t *length) {
    return accept4(descriptor, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int clinux_local_address(int descriptor, struct sockaddr_storage *address,
                                       socklen_t *length) {
    return getsockname(descriptor, (struct sockaddr *)address, length);
}

// Has the kernel stamp what comes, for as long as the socket is open, and tell this socket; 0, or -1.
static inline int clinux_stamp_arrivals(int descriptor) {
    const int yes = 1;
    return setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
}

// How long ago, in nanoseconds, the newest of the bytes came that wait to be read from a TCP socket; -1
// when none wait or the kernel does not tell. Nothing is read, and nothing copied (tcp(7), MSG_TRUNC).
static inline int64_t clinux_arrival_age(int descriptor) {
    if (clinux_stamp_arrivals(descriptor) != 0) return -1;
    char room[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec everything = {.iov_base = NULL, .iov_len = INT32_MAX};
    struct msghdr message = {.msg_iov = &everything,
                             .msg_iovlen = 1,
                             .msg_control = room,
                             .msg_controllen = sizeof room};
    struct timespec now, stamp;
    clock_gettime(CLOCK_REALTIME, &now);
    if (recvmsg(descriptor, &message, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT) <= 0) return -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_TIMESTAMPNS)
        return -1;
    memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
    return (int64_t)(now.tv_sec - stamp.tv_sec) * 1000000000 + now.tv_nsec - stamp.tv_nsec;
}

// Names the calling thread; the kernel keeps at most 15 bytes.
static inline void clinux_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

// Has the calling thread give way to others: on Linux each thread has a niceness of its own
// (setpriority(2), "C library/kernel differences").
static inline void clinux_give_way(int niceness) {
    setpriority(PRIO_PROCESS, 0, niceness);
}

// Takes hold of one thread of another process and stops it; 0, or the error number.
static inline int clinux_freeze_thread(int thread) {
    if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0) return errno;
    return ptrace(PTRACE_INTERRUPT, thread, 0, 0) == 0 ? 0 : errno;
}

// Lets a frozen thread go on; to be called by the thread that froze it. 0, or the error number.
static inline int clinux_thaw_thread(int thread) {
    return ptrace(PTRACE_DETACH, thread, 0, 0) == 0 ? 0 : errno;
}

// Declared by glibc for `_GNU_SOURCE` only, as accept4 above.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions,
                                                    int lowest);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions,
                                                const char *path);
