using System.CommandLine;
using System.Security;
using System.Text;
using Sonde.Generators;

namespace Sonde.Cli;

/// <summary><c>bindings</c>: the typed C# of an object, as a build with Sonde.Bpf.Build generates it, in a file.</summary>
internal sealed class BindingsCommand : Command
{
    private readonly Argument<string> _object = new("object") { Description = "a compiled BPF object, such as opens.bpf.o" };

    private readonly Option<string> _class = new("--class", "-c") { Description = "the class to generate", HelpName = "NAME", Required = true };

    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "its namespace; none by default", HelpName = "NAME" };

    private readonly Option<bool> _public = new("--public") { Description = "make the class public, not internal" };

    private readonly Option<string> _out = new("--out", "-o") { Description = "the file to write; the standard output by default", HelpName = "FILE" };

    private readonly Option<string> _resource = new("--resource")
    {
        Description = "name of the embedded resource that Open() reads; NAMESPACE.CLASS.bpf.o by default",
        HelpName = "NAME",
    };

    private readonly Option<string> _source = new("--source")
    {
        Description = "the C file, for the comment on the class; the object's file name by default",
        HelpName = "NAME",
    };

    public BindingsCommand()
        : base(
            "bindings",
            "Writes the typed C# of a BPF object to a file: the same that Sonde.Bpf.Build generates in a build.\n\n"
            + "The class opens the object as an embedded resource of its own assembly, so the project that compiles it has\n"
            + "  <EmbeddedResource Include=\"opens.bpf.o\" LogicalName=\"NAMESPACE.CLASS.bpf.o\" />\n"
            + "and refers to the package Sonde.Bpf.")
    {
        Arguments.Add(_object);
        Options.Add(_class);
        Options.Add(_namespace);
        Options.Add(_public);
        Options.Add(_out);
        Options.Add(_resource);
        Options.Add(_source);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_object)!;
        string className = parsed.GetValue(_class)!;
        string enclosing = parsed.GetValue(_namespace) ?? "";
        string fullName = enclosing.Length == 0 ? className : $"{enclosing}.{className}";
        string resource = parsed.GetValue(_resource) ?? fullName + ".bpf.o";
        string? output = parsed.GetValue(_out);

        var input = new ProgramInput(
            path,
            enclosing,
            className,
            parsed.GetValue(_public) ? "public" : "internal",
            resource,
            parsed.GetValue(_source) ?? Path.GetFileName(path),
            "",
            Bindings.Describe(path, parsed.GetValue(_source)));
        string? code = Bindings.Generate(input, out IReadOnlyList<Problem> problems);
        // In the form that MSBuild takes for its own errors, for a project that runs this command.
        foreach (Problem problem in problems)
            Console.Error.WriteLine($"{path}: {ProblemText.SeverityOf(problem.Kind)} {ProblemText.IdOf(problem.Kind)}: {ProblemText.Format(problem)}");
        if (code is null)
            return 1;

        if (output is null)
        {
            Console.Out.Write(code);
            return 0;
        }

        // With the byte order mark, as the compiler writes generated files.
        File.WriteAllText(output, code, Encoding.UTF8);
        Console.WriteLine($"{output}: class {fullName}. The project that compiles it embeds the object:");
        Console.WriteLine($"  <EmbeddedResource Include=\"{SecurityElement.Escape(path)}\" LogicalName=\"{SecurityElement.Escape(resource)}\" />");
        return 0;
    }
}
