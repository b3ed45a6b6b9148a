using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BirbCam.Monitor.Configuration;

/// <summary>
/// Reads the configuration: a JSON file with comments, then the environment (<c>BIRBCAM__Section__Key</c>). A misspelt key is an error,
/// and so is a value out of bounds: whatever comes out of here may be trusted.
/// </summary>
internal static class ConfigurationFile
{
    /// <summary>Where the installer puts it.</summary>
    public const string DefaultPath = "/etc/birbcam/birbcam.json";

    private const string EnvironmentPrefix = "BIRBCAM__";

    /// <summary>A configuration is a page; what is larger is some other file.</summary>
    public const int MaxBytes = 1 << 20;

    /// <exception cref="ConfigurationException">One line that names the file and the key, and says what to change.</exception>
    public static BirbCamOptions Read(string path)
    {
        if (path.Length == 0)
            throw new ConfigurationException("the configuration has no name: give a file with --config");

        string fullPath = Path.GetFullPath(path);
        var file = new FileInfo(fullPath);
        if (!file.Exists)
            throw new ConfigurationException($"there is no configuration at {fullPath}: give one with --config, or start from config/birbcam.json");
        if (file.Length > MaxBytes)
            throw new ConfigurationException($"{fullPath} is {file.Length >> 10} KiB: that is no configuration");

        return Bind(new ConfigurationBuilder().AddJsonFile(fullPath).AddEnvironmentVariables(EnvironmentPrefix), fullPath);
    }

    /// <summary>What a file of this content says, without the environment.</summary>
    /// <param name="name">The file's, for the message.</param>
    /// <exception cref="ConfigurationException">As <see cref="Read"/>.</exception>
    public static BirbCamOptions Parse(ReadOnlySpan<byte> content, string name)
        => Bind(new ConfigurationBuilder().AddJsonStream(new MemoryStream(content.ToArray())), name);

    private static BirbCamOptions Bind(IConfigurationBuilder configuration, string name)
    {
        try
        {
            return Bind(configuration.Build());
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{name}: {Innermost(unreadable)}");
        }
        catch (ConfigurationException wrong)
        {
            throw new ConfigurationException($"{name}: {wrong.Message}");
        }
    }

    /// <summary>Binds and validates.</summary>
    /// <exception cref="ConfigurationException">An unknown key, a value that is none, or one out of bounds.</exception>
    public static BirbCamOptions Bind(IConfiguration configuration)
    {
        DurationConverter.Register();
        RefuseUnknownKeys(configuration, typeof(BirbCamOptions), "");

        BirbCamOptions options;
        try
        {
            options = configuration.Get<BirbCamOptions>() ?? new BirbCamOptions();
        }
        catch (InvalidOperationException wrong)
        {
            throw new ConfigurationException(Innermost(wrong));
        }

        ValidateOptionsResult result = new BirbCamOptionsValidator().Validate(null, options);
        string? fault = result.Failed ? result.Failures.First() : BirbCamOptionsRules.FaultOf(options);
        return fault is null ? options : throw new ConfigurationException(fault);
    }

    /// <summary>
    /// The binder's own refusal (ErrorOnUnknownConfiguration) names the key without its section; a person needs the whole path, and the
    /// key that was probably meant.
    /// </summary>
    private static void RefuseUnknownKeys(IConfiguration configuration, Type type, string path)
    {
        PropertyInfo[] properties = [.. type.GetProperties().Where(property => property.SetMethod is not null)];
        foreach (IConfigurationSection section in configuration.GetChildren())
        {
            string key = path + section.Key;
            PropertyInfo? property = properties.FirstOrDefault(p => string.Equals(p.Name, section.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                string known = string.Join(", ", properties.Select(p => path + p.Name));
                throw new ConfigurationException($"'{key}' is not a key; the keys here are {known}");
            }

            Type value = property.PropertyType;
            if (ElementOf(value) is Type element)
            {
                if (section.Value is { Length: > 0 })
                    throw new ConfigurationException($"'{key}' is a list, not a value: write [ … ]");
                RefuseWrongItems(section, element, key);
            }
            else if (IsSection(value))
            {
                if (section.Value is { Length: > 0 })
                    throw new ConfigurationException($"'{key}' is a section, not a value: write {{ … }}");
                RefuseUnknownKeys(section, value, key + ".");
            }
            else if (section.GetChildren().Any())
            {
                throw new ConfigurationException($"'{key}' is a value, not a section");
            }
        }
    }

    private static void RefuseWrongItems(IConfiguration list, Type element, string key)
    {
        foreach (IConfigurationSection item in list.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new ConfigurationException($"'{key}' is a list, not a section: write [ … ]");
            if (!IsSection(element))
                continue;
            if (item.Value is { Length: > 0 })
                throw new ConfigurationException($"'{key}[{item.Key}]' is a section, not a value: write {{ … }}");
            RefuseUnknownKeys(item, element, $"{key}[{item.Key}].");
        }
    }

    private static bool IsSection(Type type)
        => type.Namespace?.StartsWith("BirbCam", StringComparison.Ordinal) == true && !type.IsEnum && !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static Type? ElementOf(Type type)
        => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string Innermost(Exception exception)
    {
        Exception cause = exception.GetBaseException();

        // The binder says "Failed to convert configuration value 'x' at 'Camera:Fps' to type …" above the cause.
        string message = cause is FormatException && exception is InvalidOperationException ? $"{exception.Message} ({cause.Message})" : cause.Message;
        return message.ReplaceLineEndings(" ");
    }
}

/// <summary>The configuration is wrong, or what it points to: one line that says what to change, exit code 78.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
