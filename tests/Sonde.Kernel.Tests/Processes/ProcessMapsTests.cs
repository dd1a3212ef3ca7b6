using System.Text;
using Sonde.Testing;

namespace Sonde.Kernel.Tests.Processes;

public sealed class ProcessMapsTests
{
    [Fact]
    public void A_line_is_read_with_all_its_fields()
    {
        ProcessMapping mapping = Assert.Single(Parse("55bc17c53000-55bc17c5f000 r-xp 00006000 fe:1f 11938078                   /opt/my app/app\n").Mappings);
        Assert.Equal(
            new ProcessMapping(
                0x55bc17c53000, 0x55bc17c5f000, MappingAccess.Read | MappingAccess.Execute, 0x6000, 0xfe, 0x1f, 11938078, "/opt/my app/app", IsDeleted: false),
            mapping);
        Assert.True(mapping.IsFile && mapping.IsExecutable);
        Assert.Equal(0x6010ul, mapping.ToFileOffset(0x55bc17c53010));
    }

    [Theory]
    [InlineData("1000-2000 rw-s 00000000 00:01 17 /memfd:doublemapper (deleted)", "/memfd:doublemapper", true, true)]
    [InlineData("1000-2000 rw-p 00000000 00:00 0 ", "", false, false)]
    [InlineData("1000-2000 rw-p 00000000 00:00 0", "", false, false)]
    [InlineData("1000-2000 r-xp 00000000 00:00 0                          [vdso]", "[vdso]", false, false)]
    [InlineData("1000-2000 r--p 00000000 08:01 9 /tmp/two\\012lines", "/tmp/two\nlines", false, true)]
    [InlineData("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]", "[vsyscall]", false, false)]
    public void The_name_is_the_path_or_what_the_kernel_calls_it(string line, string name, bool isDeleted, bool isFile)
    {
        ProcessMapping mapping = Assert.Single(Parse(line).Mappings);
        Assert.Equal((name, isDeleted, isFile), (mapping.Name, mapping.IsDeleted, mapping.IsFile));
    }

    [Fact]
    public void An_address_is_found_in_the_mapping_that_holds_it()
    {
        ProcessMaps maps = Parse("1000-2000 r--p 0 00:00 0\n3000-4000 r--p 0 00:00 0\n");
        Assert.Equal([null, 0x1000ul, 0x1000ul, null, 0x3000ul, null],
            new ulong[] { 0xfff, 0x1000, 0x1fff, 0x2000, 0x3000, 0x4000 }.Select(address => maps.Find(address)?.Start));
    }

    [Theory]
    [InlineData("1000 2000 r--p 0 00:00 0")]
    [InlineData("2000-1000 r--p 0 00:00 0")]
    [InlineData("1000-2000 r--p 0 0000 0")]
    [InlineData("1000-2000 r- 0 00:00 0")]
    [InlineData("1000-2000 r--p 0 00:00 x")]
    [InlineData("1000-11112222333344445 r--p 0 00:00 0")]
    [InlineData("0-1000 r--p 0 00:00 0")]
    public void A_line_that_is_none_is_named(string line) =>
        Assert.Contains("Line 2 of the mappings", Assert.Throws<FormatException>(() => Parse($"500-600 r--p 0 00:00 0\n{line}\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_large_process_is_read_whole()
    {
        byte[] text = Fixtures.Read("maps/blazesym.proc-maps-large.xz");
        ProcessMaps maps = ProcessMaps.Parse(text);
        Assert.Equal(Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, maps.Mappings.Count);
    }

    [Fact]
    public void This_process_maps_the_runtime_that_runs_it()
        => Assert.Contains(ProcessMaps.Read(Environment.ProcessId).Mappings, mapping => mapping.IsExecutable && mapping.Name.EndsWith("/libcoreclr.so", StringComparison.Ordinal));

    [Fact]
    public void Pieces_that_do_not_fit_together_are_read_again()
    {
        string[] texts = ["1000-2000 r-xp 0 0:0 0\n1800-3000 r-xp 0 0:0 0\n", "1000-2000 r-xp 0 0:0 0\n00-3", "1000-3000 r-xp 0 0:0 0\n"];
        int reads = 0;
        ProcessMaps maps = ProcessMaps.Read(1, () => Encoding.UTF8.GetBytes(texts[reads++]));
        Assert.Equal((3, 0x3000ul), (reads, Assert.Single(maps.Mappings).End));
        KernelException error = Assert.Throws<KernelException>(() => ProcessMaps.Read(1, () => Encoding.UTF8.GetBytes(texts[0])));
        Assert.Equal(("process 1", Errno.EAGAIN), (error.Subject, error.Errno));
    }

    [Fact]
    public void A_process_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<KernelException>(() => ProcessMaps.Read(int.MaxValue));
        Assert.Equal(("read the memory map of", Errno.ESRCH), (error.Operation, error.Errno));
    }

    private static ProcessMaps Parse(string text) => ProcessMaps.Parse(Encoding.UTF8.GetBytes(text));
}
