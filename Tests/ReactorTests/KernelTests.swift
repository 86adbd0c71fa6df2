import Glibc
import Reactor
import Testing

@Suite struct KernelTests {
    @Test func `an interrupted call is made again`() throws {
        var tries = 0
        let result = try Kernel.call("try") {
            tries += 1
            if tries < 3 { errno = EINTR }
            return tries < 3 ? -1 : 7
        }
        #expect(result == 7)
        #expect(tries == 3)
    }

    @Test func `what the world refuses is thrown with the attempt, the reason and the code`() {
        let error = #expect(throws: SystemError.self) {
            try Kernel.call("open the door") {
                errno = EACCES
                return -1
            }
        }
        #expect(error?.description == "cannot open the door: Permission denied (errno 13)")
    }

    @Test func `a descriptor that is not open is a mistake of ours`() async {
        await #expect(processExitsWith: .failure) {
            Kernel.close(1_000_000)
        }
    }
}
