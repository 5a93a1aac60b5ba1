import Machine
import Testing

@Suite struct ControlGroupTests {
  static func group(_ files: [String: String]) -> ControlGroup { ControlGroup { files[$0] } }

  static let unified = "30 1 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"

  @Test func nothingToRead() { #expect(Self.group([:]) == ControlGroup()) }

  @Test func versionTwo() {
    let group = Self.group([
      "/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": Self.unified,
      "/sys/fs/cgroup/cpu.max": "150000 100000\n", "/sys/fs/cgroup/memory.max": "1073741824\n",
      "/sys/fs/cgroup/memory.current": "4096\n",
    ])
    #expect(group == ControlGroup(processorQuota: 1.5, memoryLimit: 1 << 30, memoryUsed: 4096))
  }

  @Test func versionTwoWithoutLimits() {
    let group = Self.group([
      "/proc/self/cgroup": "0::/user.slice\n", "/proc/self/mountinfo": Self.unified,
      "/sys/fs/cgroup/user.slice/cpu.max": "max 100000\n", "/sys/fs/cgroup/user.slice/memory.max": "max\n",
    ])
    #expect(group == ControlGroup())
  }

  /// The tightest of the groups around us binds.
  @Test func limitsOfParents() {
    let group = Self.group([
      "/proc/self/cgroup": "0::/slice/job/step\n", "/proc/self/mountinfo": Self.unified,
      "/sys/fs/cgroup/slice/job/step/cpu.max": "400000 100000\n", "/sys/fs/cgroup/slice/cpu.max": "200000 100000\n",
      "/sys/fs/cgroup/slice/job/memory.max": "500\n", "/sys/fs/cgroup/slice/job/memory.current": "100\n",
      "/sys/fs/cgroup/slice/memory.max": "600\n", "/sys/fs/cgroup/slice/memory.current": "300\n",
    ])
    #expect(group == ControlGroup(processorQuota: 2, memoryLimit: 500, memoryUsed: 100))
  }

  /// Version 1 in a container without a name space: paths are the host's, the mount shows the container's part only.
  @Test func versionOne() {
    let group = Self.group([
      "/proc/self/cgroup": "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n",
      "/proc/self/mountinfo": """
        41 35 0:37 /docker/abc /sys/fs/cgroup/memory ro,nosuid master:20 - cgroup cgroup rw,memory
        42 35 0:38 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro,nosuid master:21 - cgroup cgroup rw,cpu,cpuacct
        """,
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n", "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "2147483648\n", "/sys/fs/cgroup/memory/memory.usage_in_bytes": "7\n",
    ])
    #expect(group == ControlGroup(processorQuota: 0.5, memoryLimit: 1 << 31, memoryUsed: 7))
  }

  @Test func versionOneWithoutLimits() {
    let group = Self.group([
      "/proc/self/cgroup": "5:memory:/\n4:cpu:/\n",
      "/proc/self/mountinfo": """
        41 35 0:37 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        42 35 0:38 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
        """,
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(group == ControlGroup())
  }

  @Test(arguments: ["", "0", "0::", "no colons\n", "0::/../..\n", "x::\n0::/a b"])
  func oddText(_ text: String) {
    _ = Self.group(["/proc/self/cgroup": text, "/proc/self/mountinfo": "a b c\n- - -\n" + Self.unified + text])
  }

  @Test func thisProcess() {
    if let quota = ControlGroup.current.processorQuota { #expect(quota > 0) }
    if let limit = ControlGroup.current.memoryLimit { #expect(limit > 0) }
  }
}
