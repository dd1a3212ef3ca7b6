using System.CommandLine;
using Sonde.Kernel;

namespace Sonde.Tools.Tests;

/// <summary>Runs tools in this process with the console's streams and SONDE_DEBUG changed: alone.</summary>
[CollectionDefinition(nameof(ToolTests), DisableParallelization = true)]
[Collection(nameof(ToolTests))]
public sealed class ToolTests : IDisposable
{
    private readonly TextWriter _error = Console.Error;
    private readonly TextWriter _output = Console.Out;
    private readonly StringWriter _said = new();
    private readonly StringWriter _printed = new();
    private readonly RootCommand _command = new("a tool");

    public ToolTests()
    {
        _command.Arguments.Add(new Argument<string>("pattern"));
        new CommonOptions().AddTo(_command);
        Console.SetError(_said);
        Console.SetOut(_printed);
        Environment.SetEnvironmentVariable(Tool.DebugVariable, null);
    }

    public void Dispose()
    {
        Console.SetError(_error);
        Console.SetOut(_output);
        Environment.SetEnvironmentVariable(Tool.DebugVariable, null);
    }

    private string[] Errors => _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private int Run(Action work) => Tool.Run(_command, ["x"], _ => work());

    private static void Nothing(ParseResult parsed)
    {
    }

    [Fact]
    public void Work_that_ends_well_is_0_and_says_nothing()
    {
        string? pattern = null;

        Assert.Equal(0, Tool.Run(_command, ["vfs_read"], parsed => pattern = parsed.GetValue<string>("pattern")));

        Assert.Equal("vfs_read", pattern);
        Assert.Empty(Errors);
    }

    [Fact]
    public void Wrong_options_are_2_without_doing_the_work()
    {
        bool worked = false;

        Assert.Equal(2, Tool.Run(_command, ["x", "-i", "never"], _ => worked = true));

        Assert.False(worked);
        Assert.Equal([$"{_command.Name}: -i takes a number from 1, not 'never'.", $"Try '{_command.Name} --help'."], Errors);
    }

    [Fact]
    public void A_missing_argument_is_2() => Assert.Equal(2, Tool.Run(_command, [], Nothing));

    [Fact]
    public void An_unknown_option_is_2() => Assert.Equal(2, Tool.Run(_command, ["x", "--no-such"], Nothing));

    [Fact]
    public void Help_is_0_and_needs_no_argument()
    {
        bool worked = false;

        Assert.Equal(0, Tool.Run(_command, ["--help"], _ => worked = true));

        Assert.False(worked);
        Assert.Contains("INTERVAL", _printed.ToString(), StringComparison.Ordinal);
        Assert.Empty(Errors);
    }

    [Fact]
    public void A_usage_error_of_the_work_is_2_in_one_line()
    {
        Assert.Equal(2, Run(() => throw new ToolUsageException("choose one of -u and -m.")));

        Assert.Equal([$"{_command.Name}: choose one of -u and -m."], Errors);
    }

    [Fact]
    public void An_error_of_the_kernel_is_1_in_one_line_whatever_its_message()
    {
        Assert.Equal(1, Run(() => throw new KernelException("attach kprobe", "vfs_read", Errno.EPERM, "Run it\nwith sudo.")));

        Assert.Equal([$"{_command.Name}: attach kprobe vfs_read: Operation not permitted (EPERM). Run it with sudo."], Errors);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_1_in_one_line()
    {
        Assert.Equal(1, Run(() => File.ReadAllText("/no/such/file")));

        Assert.Contains("/no/such/file", Assert.Single(Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_library_is_named_without_the_list_of_places()
    {
        const string message = "Unable to load shared library 'libbpf.so.1' or one of its dependencies. In order to help\ndiagnose: x\ny\n";

        Assert.Equal(1, Run(() => throw new TypeInitializationException("Libbpf", new DllNotFoundException(message))));

        Assert.Equal([$"{_command.Name}: Unable to load shared library 'libbpf.so.1' or one of its dependencies."], Errors);
    }

    [Fact]
    public void An_unexpected_exception_is_1_without_a_stack_trace()
    {
        Assert.Equal(1, Run(() => throw new InvalidCastException("broken")));

        Assert.Equal(
            [$"{_command.Name}: broken", $"This is a defect (InvalidCastException); run again with {Tool.DebugVariable}=1 for a report."], Errors);
    }

    [Fact]
    public void A_defect_in_a_static_constructor_is_named_by_its_cause()
    {
        Assert.Equal(1, Run(() => throw new TypeInitializationException("X", new InvalidCastException("broken"))));

        Assert.Equal($"{_command.Name}: broken", Errors[0]);
        Assert.Contains("(InvalidCastException)", Errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_debug_variable_the_whole_exception_follows()
    {
        Environment.SetEnvironmentVariable(Tool.DebugVariable, "1");

        Assert.Equal(1, Run(() => throw new InvalidCastException("broken")));

        Assert.Equal($"{_command.Name}: broken", Errors[0]);
        Assert.Contains("System.InvalidCastException: broken", _said.ToString(), StringComparison.Ordinal);
        Assert.Contains(" at ", _said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("This is a defect", _said.ToString(), StringComparison.Ordinal);
    }
}
